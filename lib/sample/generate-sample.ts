import { toOtlpAttributes, type OtlpSpan, type OtlpTraces } from "#lib/domain/otlp.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { PROMPT_CHANGED_DAYS_AGO, TASK_TYPES, TASKS_IN_FOUR_WEEKS, type SampleTaskType } from "#lib/sample/assumed.ts";
import { playTask } from "#lib/sample/play-task.ts";
import { createRandom } from "#lib/sample/random.ts";
import type { SimulatedReview, SimulatedTask } from "#lib/sample/simulated-task.ts";
import { drawStart, spikeWindow } from "#lib/sample/when-tasks-start.ts";
import { spansOf } from "#lib/sample/write-spans.ts";

export interface SampleOptions {
  /** End of the sample; nothing in it is later. */
  readonly now: Date;
  /** The same seed and end give the same bytes. */
  readonly seed: number;
  /** Days before `now` that it covers, 28 by default; the number of tasks grows with them. */
  readonly days?: number;
}

/** Tags that a project holding the sample declares as dimensions. */
export const SAMPLE_TAGS = ["category", "customer", "prompt"] as const;

const SPANS_A_BATCH = 500;

const PREFIX: Readonly<Record<SampleTaskType, string>> = {
  order_registration: "sim-order",
  invoice_extraction: "sim-invoice",
  support_triage: "sim-ticket",
  lead_qualification: "sim-lead",
};

interface Start {
  readonly type: SampleTaskType;
  readonly startUs: number;
}

/** Every task of the sample in the order of their starts. */
export function* simulateTasks({ now, seed, days = 28 }: SampleOptions): Generator<SimulatedTask> {
  const toMs = now.getTime();
  const calendar = createRandom(seed);
  const starts: Start[] = TASK_TYPES.flatMap((type) => {
    const count = Math.round((TASKS_IN_FOUR_WEEKS[type] * days) / 28);
    return Array.from({ length: count }, () => ({ type, startUs: drawStart(calendar, toMs - days * DAY_MS, toMs) }));
  });
  starts.sort((a, b) => a.startUs - b.startUs);
  const spike = spikeWindow(now);
  for (const [index, { type, startUs }] of starts.entries()) {
    const id = `${PREFIX[type]}-${10_000 + index}`;
    const task = playTask(createRandom(seed, index + 1), { type, id, startUs, now, spike });
    // A conversation that would still be going on has sent no task span yet; leaving it out keeps every task whole.
    if (task.endUs < toMs * 1000) yield task;
  }
}

/**
 * The sample as a client would send it: batches of spans in OTLP/JSON form, about 6,000 tasks and 16,000 calls in four weeks,
 * with one three-hour wave of 429s. It is deterministic and reads nothing but its options.
 */
export function* generateSample(options: SampleOptions): Generator<OtlpTraces> {
  let batch: OtlpSpan[] = [];
  for (const task of simulateTasks(options)) {
    batch.push(...spansOf(task));
    if (batch.length >= SPANS_A_BATCH) {
      yield wrap(batch);
      batch = [];
    }
  }
  if (batch.length > 0) yield wrap(batch);
}

/** What reviewers said later of the sample's tasks: outcomes with source `reviewed`, for the API that takes them. */
export function sampleReviews(options: SampleOptions): SimulatedReview[] {
  return [...simulateTasks(options)].flatMap((task) => (task.review === null ? [] : [task.review]));
}

/** The deploy that the sample's charts are marked with. */
export function sampleMark(now: Date): { readonly at: Date; readonly label: string; readonly kind: string } {
  return { at: new Date(now.getTime() - PROMPT_CHANGED_DAYS_AGO * DAY_MS), label: "prompt v8", kind: "prompt" };
}

function wrap(spans: readonly OtlpSpan[]): OtlpTraces {
  const resource = { attributes: toOtlpAttributes({ "service.name": "simulated", "service.version": "1.0.0" }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "outturn", version: "0.1.0" }, spans }] }] };
}
