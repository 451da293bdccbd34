import { setTimeout as delay } from "node:timers/promises";

import { OutturnError } from "#lib/domain/errors.ts";
import type { Job, RepriceRequest } from "#lib/domain/job.ts";
import type { Call } from "#lib/domain/call.ts";
import { compileBook, patternOf } from "#lib/pricing/price-book.ts";
import { priceRecordedCall } from "#lib/pricing/price-recorded-call.ts";
import { closeErasure, erasePart } from "#lib/store/erase-tasks.ts";
import { claimJob, finishJob } from "#lib/store/jobs.ts";
import type { HeldJob } from "#lib/store/jobs.ts";
import type { Store } from "#lib/store/open-store.ts";
import { listPriceRules } from "#lib/store/price-rules.ts";
import { repricePart } from "#lib/store/reprice-calls.ts";
import type { PriceAgain } from "#lib/store/reprice-calls.ts";

import { log } from "./log.ts";
import type { Tracer } from "./tracing/tracer.ts";

const LOOK_MS = 1_000;
/** Between parts, so that calls that come in meanwhile are not held up. */
const BREATH_MS = 10;

export interface JobLoop {
  /** Ends after the part that is running; what is left of the job is taken up at the next start. */
  stop(): Promise<void>;
}

/** Runs queued jobs in this process, one at a time; other processes take the next ones. */
export function startJobs(store: Store, tracer: Tracer): JobLoop {
  const halt = new AbortController();
  const pause = async (): Promise<void> => delay(LOOK_MS, undefined, { signal: halt.signal }).catch(() => undefined);

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      try {
        const held = await claimJob(store);
        if (held !== null) {
          const span = { name: `job ${held.job.kind}`, kind: "internal" } as const;
          await tracer.span(
            () => span,
            async () => runJob(store, held, { signal: halt.signal }),
          );
        } else await pause();
      } catch (error) {
        log.error({ err: error }, "a job could not be run");
        await pause();
      }
    }
  }

  const running = run();
  return {
    stop: async () => {
      halt.abort();
      await running;
    },
  };
}

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (job: Job) => void;
}

/**
 * Runs a claimed job to its end, its cancellation or the signal.
 * @throws what made it fail, which is also kept on the job.
 */
export async function runJob(store: Store, held: HeldJob, { signal, onProgress }: RunOptions = {}): Promise<void> {
  const { id, projectId, kind } = held.job;
  log.info({ job: id, project: projectId, kind }, "a job begins");
  const halted = (): boolean => signal?.aborted === true;
  let current = held;
  try {
    const work = await workOf(store, held.job);
    while (!halted()) {
      if (current.job.cancelAsked) return await end(store, current, "cancelled");
      const next = await work(current);
      if (next === null) return await end(store, current, "done");
      current = next;
      onProgress?.(current.job);
      await delay(BREATH_MS);
    }
  } catch (error) {
    // While the database is away the job is nobody's, and is taken up again from where it was.
    if (error instanceof OutturnError && error.code === "unavailable") throw error;
    await finishJob(store, current, "failed", error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Does the next part of a job; null when there is none left. */
type Work = (held: HeldJob) => Promise<HeldJob | null>;

async function workOf(store: Store, job: Job): Promise<Work> {
  if (job.kind === "erase") return async (held) => (isOf(held, "erase") ? erasePart(store, held) : null);
  const price = priceAgain(job.request, compileBook(await listPriceRules(store, job.projectId)));
  return async (held) => (isOf(held, "reprice") ? repricePart(store, held, price) : null);
}

function isOf<Kind extends Job["kind"]>(held: HeldJob, kind: Kind): held is HeldJob<Extract<Job, { kind: Kind }>> {
  return held.job.kind === kind;
}

async function end(store: Store, held: HeldJob, state: "done" | "cancelled"): Promise<void> {
  if (state === "done" && isOf(held, "erase")) await closeErasure(store, held);
  else await finishJob(store, held, state);
  const { id, kind, done } = held.job;
  log.info({ job: id, kind, state, tasks: done }, "a job ended");
}

function priceAgain({ model }: RepriceRequest, book: ReturnType<typeof compileBook>): PriceAgain {
  const pattern = model === null ? null : patternOf(model);
  const asked = ({ model: named, requestModel, responseModel }: Call): boolean =>
    pattern === null || [named, requestModel, responseModel].some((name) => name !== null && pattern.test(name));
  return (call) => (asked(call) ? priceRecordedCall(call, call.cost.estimated, book) : null);
}
