import type { Batch, Call, CallStore } from "#lib/domain/call.ts";
import { failureGroup } from "#lib/domain/failure.ts";
import type { OtlpTraces, SpanSink } from "#lib/domain/otlp.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";

/** What a run has sent so far, read as the server reads it, so that both tell the same of it. */
export class RunRecord implements CallStore, SpanSink {
  readonly #sink: SpanSink;
  readonly #calls = new Map<string, Call>();
  readonly #events = new Map<string, TaskEvent>();
  readonly #unsent = new Set<string>();

  /** @param sink takes every export after it has been read here. */
  constructor(sink: SpanSink) {
    this.#sink = sink;
  }

  async export(traces: OtlpTraces): Promise<void> {
    await acceptOtlpJson(traces, { projectId: "run", key: "run", nowMs: Date.now(), store: this });
    const ids = traces.resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)),
    );
    for (const id of ids) this.#unsent.add(id);
    await this.#sink.export(traces);
    for (const id of ids) this.#unsent.delete(id);
  }

  /** A span that is sent again is the same span. */
  write({ calls, events }: Batch): Promise<void> {
    for (const call of calls) this.#calls.set(call.spanId, call);
    for (const event of events) this.#events.set(event.id, event);
    return Promise.resolve();
  }

  /** Spans that the server has not taken so far. */
  get unsent(): number {
    return this.#unsent.size;
  }

  get calls(): Call[] {
    return [...this.#calls.values()];
  }

  get events(): TaskEvent[] {
    return [...this.#events.values()];
  }

  /** Calls that ended in a failure of the way or the vendor. */
  get failed(): number {
    return this.calls
      .map(({ failure }) => failureGroup(failure))
      .filter((of) => of === "transport" || of === "provider").length;
  }

  /** Nano-dollars of all calls that have a price. */
  get spent(): bigint {
    let sum = 0n;
    for (const { cost } of this.#calls.values()) sum += cost.total ?? 0n;
    return sum;
  }
}
