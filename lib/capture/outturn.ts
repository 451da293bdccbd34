import { PROVIDER } from "#lib/domain/attributes.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { Outcome, OutcomeSource } from "#lib/domain/task.ts";

import { ContentWriter } from "./content/describe-content.ts";
import { HttpSink } from "./delivery/http-sink.ts";
import { openSink } from "./delivery/open-sink.ts";
import { onProcessEnd } from "./delivery/process-end.ts";
import type { LastDuties } from "./delivery/process-end.ts";
import { reportOverHttp } from "./delivery/report-over-http.ts";
import { SpanQueue } from "./delivery/span-queue.ts";
import { Spool } from "./delivery/spool.ts";
import { warnOnce } from "./delivery/warn.ts";
import type { Warn } from "./delivery/warn.ts";
import { describeWord } from "./describe-word.ts";
import { RecordKeeper } from "./keep-records.ts";
import { observeClient } from "./observe-client.ts";
import { readOptions } from "./read-options.ts";
import type { OutturnOptions, Settings } from "./read-options.ts";
import { KeyedHash } from "./record/keyed-hash.ts";
import type { Task, TaskOptions } from "./public-task.ts";
import { OpenCalls } from "./record/open-calls.ts";
import { PolicySource } from "./route/fetch-policy.ts";
import { DRAW_TAG } from "#lib/domain/policy.ts";
import { BUILT_IN_POLICY, decideRoute } from "./route/policy.ts";
import type { Route, RouteRequest } from "./route/policy.ts";
import { withFallback } from "./route/with-fallback.ts";
import type { Leg } from "./route/with-fallback.ts";
import { RunningTask, taskInProgress } from "./task.ts";

/** How a task ended, as `outturn.outcome` reports it. */
export interface OutcomeReport {
  readonly outcome: Outcome;
  /** A short word for a failure, such as `rejected_by_sales`. */
  readonly reason?: string;
  /** `reviewed` for a later judgement by a person or job, which wins. Default: `reported`. */
  readonly source?: OutcomeSource;
  /** When it was decided. Default: now. */
  readonly at?: Date | string;
}

const SCOPE_VERSION = "0.1.0";
const BATCH_SPANS = 256;
const FLUSH_TIMEOUT_MS = 10_000;
/** A script that is done is held up no longer than this when the server is away. */
const EXIT_TIMEOUT_MS = 2000;

/**
 * Records what model calls and tasks cost and what came of them. States: recording → shut down. Nothing here throws into
 * the application, delays its calls or changes what they return.
 */
export class Outturn {
  readonly #settings: Settings;
  readonly #warn: Warn;
  readonly #queue: SpanQueue;
  readonly #keeper: RecordKeeper;
  readonly #sink: OutturnOptions["sink"];
  readonly #fetch = globalThis.fetch;
  readonly #policy: PolicySource | null;
  readonly #defaultPolicy: Policy;
  readonly #forget: () => void;
  #shutdown: Promise<void> | null = null;

  constructor(options: OutturnOptions = {}) {
    const settings = readOptions(options, process.env);
    this.#settings = settings;
    const { onWarning } = options;
    const say = warnOnce(onWarning);
    this.#warn = say;
    const { sink } = options;
    this.#sink = sink;
    this.#queue = new SpanQueue({
      carrier: sink === undefined ? new HttpSink(this.#endpoint("/v1/traces"), say) : openSink(sink),
      resource: toOtlpAttributes({
        [PROVIDER.environment]: settings.environment,
        [PROVIDER.serviceVersion]: settings.version,
      }),
      scopeVersion: SCOPE_VERSION,
      maxSpans: settings.maxQueuedSpans,
      batchSpans: BATCH_SPANS,
      intervalMs: settings.intervalMs,
      spool: settings.spool === null || settings.disabled ? null : new Spool(settings.spool),
      warn: say,
    });
    // With a sink of one's own there may be no server at all, and something else at the default address.
    const askable = !settings.disabled && (options.sink === undefined || options.url !== undefined);
    this.#policy = askable ? new PolicySource(this.#endpoint("/api/v1/policy")) : null;
    this.#defaultPolicy = options.policy ?? BUILT_IN_POLICY;
    const calls = new OpenCalls(settings.idleTimeoutMs);
    const hash = new KeyedHash(settings.key);
    const content = settings.content === null ? null : new ContentWriter(settings.content, say);
    const twins = settings.openTelemetry;
    this.#keeper = new RecordKeeper({ calls, queue: this.#queue, hash, warn: say, twins, content });
    this.#forget = settings.disabled ? () => undefined : onProcessEnd(this.#lastDuties());
  }

  /**
   * Watches an OpenAI or Anthropic client and returns it: the same object, of the same type, behaving the same. Doing it
   * twice is doing it once. A client that makes no model calls comes back as it is.
   */
  observe<T extends object>(client: T): T {
    if (this.#settings.disabled || this.#shutdown !== null) return client;
    try {
      if (!observeClient(client, this.#keeper)) {
        this.#warn("unknown_client", "observe() was given an object that makes no model calls Outturn knows");
      }
    } catch (error) {
      this.#warn("internal", `Outturn could not watch a client: ${error instanceof Error ? error.message : "unknown"}`);
    }
    return client;
  }

  /**
   * Runs a piece of work as a task: the model calls made inside belong to it. Resolves or rejects as `fn` does; throwing
   * fails the task with `exception`, ending without a word leaves it undecided.
   */
  task<T>(type: string, fn: (task: Task) => T | Promise<T>): Promise<T>;
  task<T>(type: string, options: TaskOptions, fn: (task: Task) => T | Promise<T>): Promise<T>;
  async task<T>(
    type: string,
    optionsOrFn: TaskOptions | ((task: Task) => T | Promise<T>),
    maybeFn?: (task: Task) => T | Promise<T>,
  ): Promise<T> {
    const [options, fn] = typeof optionsOrFn === "function" ? [{}, optionsOrFn] : [optionsOrFn, maybeFn];
    if (fn === undefined) throw new TypeError(`task("${type}") needs a function that does the work`);
    const off = this.#settings.disabled || this.#shutdown !== null;
    const emit = (span: OtlpSpan): void => (off ? undefined : this.#queue.add(JSON.stringify(span)));
    const task = new RunningTask(type, options, { emit, twins: !off && this.#settings.openTelemetry });
    try {
      const result = await taskInProgress.run(task, fn, task);
      task.end(false);
      return result;
    } catch (error) {
      task.end(true);
      throw error;
    }
  }

  /**
   * Where a piece of work should go by the project's policy, which is fetched, kept for five minutes, and replaced by `policy` of
   * the options, else a built-in one, while the server is away. Waits at most 1.5 seconds, the first time only; never rejects.
   * Where the rule explores, the task in progress is tagged `explored`, `yes` or `no`, and with its first draw.
   */
  async route(request: RouteRequest = {}): Promise<Route> {
    const task = taskInProgress.getStore();
    const taskType = request.taskType ?? task?.type;
    const asked = { ...request, ...(taskType !== undefined && { taskType }) };
    const project = (await this.#policy?.get()) ?? null;
    const { route, draw } = decideRoute(asked, { project, own: this.#defaultPolicy });
    if (task !== undefined && draw !== null) noteDraw(task, route.explored === true, draw);
    return route;
  }

  /**
   * Does a piece of work with the first model, and with the next ones as long as it throws. All of it is one task, whose route
   * it becomes: the one in progress, else a new one of the type that `type` says (`with_fallback`), which fails when all do.
   * @throws what the last model's work threw, and at once what an abort threw.
   */
  withFallback<M, T>(
    models: readonly M[],
    work: (model: M, leg: Leg) => T | Promise<T>,
    options: TaskOptions & { readonly type?: string } = {},
  ): Promise<T> {
    if (taskInProgress.getStore() !== undefined) return withFallback(models, work);
    const { type = "with_fallback", ...task } = options;
    return this.task(type, task, () => withFallback(models, work));
  }

  /**
   * Reports how a task ended, also days later or from another process. Resolves to whether the server took it, or it waits on
   * disk for a server that is away; never rejects.
   */
  async outcome(id: string, report: OutcomeReport): Promise<boolean> {
    const at = report.at instanceof Date ? report.at.toISOString() : report.at;
    const body = { outcome: report.outcome, reason: report.reason, source: report.source, at };
    return this.#report(id, "outcome", body);
  }

  /** Records named yes/no answers about a task. Resolves as `outcome` does; never rejects. */
  async check(id: string, checks: Readonly<Record<string, boolean>>): Promise<boolean> {
    return this.#report(id, "checks", { checks });
  }

  /** Sends what is recorded so far; resolves when it is delivered, or given up after ten seconds. Never rejects. */
  flush(): Promise<void> {
    return this.#flush(FLUSH_TIMEOUT_MS);
  }

  /** Writes down what is in flight, flushes, and stops. Calls go on working, unrecorded. Never rejects. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#stop();
    return this.#shutdown;
  }

  async #flush(timeoutMs: number, once = false): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    do {
      this.#keeper.settle();
      await this.#queue.flush(deadline - Date.now(), once);
    } while (this.#keeper.unsettled && this.#queue.size === 0 && Date.now() < deadline);
  }

  #lastDuties(): LastDuties {
    let seen = 0;
    const pending = (): boolean => {
      this.#keeper.settle();
      return this.#queue.added > seen;
    };
    const flush = (last: boolean): Promise<void> => {
      if (last) this.#keeper.calls.endAll();
      this.#keeper.settle();
      seen = this.#queue.added;
      return this.#flush(EXIT_TIMEOUT_MS, true);
    };
    const keep = (): void => {
      this.#keeper.calls.endAll();
      do {
        this.#keeper.settle();
        this.#queue.keepNow();
      } while (this.#keeper.unsettled);
    };
    return { pending, flush, keep };
  }

  async #stop(): Promise<void> {
    this.#forget();
    this.#keeper.calls.endAll();
    await this.flush();
    await this.#sink?.shutdown?.().catch((error: unknown) => {
      this.#warn("sink", `The sink could not shut down: ${error instanceof Error ? error.message : "unknown"}`);
    });
  }

  async #report(id: string, kind: "outcome" | "checks", body: Readonly<Record<string, unknown>>): Promise<boolean> {
    if (this.#settings.disabled) return false;
    if (this.#sink === undefined) {
      const endpoint = this.#endpoint(`/api/v1/tasks/${encodeURIComponent(id)}/${kind}`);
      // What can wait on disk need not be waited for.
      const once = this.#settings.spool !== null;
      const result = await reportOverHttp(endpoint, body, { warn: this.#warn, once });
      if (result !== "unreachable") return result === "taken";
      if (!once) {
        this.#warn("report", `Outturn could not report an outcome or check: ${endpoint.url} cannot be reached`);
        return false;
      }
    }
    this.#queue.add(JSON.stringify(describeWord(id, body)));
    await this.#flush(FLUSH_TIMEOUT_MS, true);
    return this.#queue.size === 0;
  }

  #endpoint(path: string): { url: string; key: string | undefined; fetch: typeof globalThis.fetch } {
    return { url: this.#settings.url + path, key: this.#settings.key, fetch: this.#fetch };
  }
}

function noteDraw(task: RunningTask, explored: boolean, draw: string): void {
  task.tag("explored", explored ? "yes" : "no");
  // A later draw is of what is left of the task, which depends on how the first one went.
  if (task.tags[DRAW_TAG] === undefined) task.tag(DRAW_TAG, draw);
}
