import type { Batch, Call, CallStore } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

/** The in-memory twin of the store, for tests: keeps each version of a span once, as Postgres does. */
export class MemoryStore implements CallStore {
  readonly #calls = new Map<string, Call>();
  readonly #events = new Map<string, TaskEvent>();
  /** Thrown by the next writes, to play a database that is down. */
  failWith: Error | null = null;

  async write(batch: Batch): Promise<void> {
    if (this.failWith !== null) throw this.failWith;
    for (const call of batch.calls)
      this.#calls.set(`${batch.projectId}/${call.traceId}/${call.spanId}/${call.contentHash}`, call);
    for (const event of batch.events) this.#events.set(`${batch.projectId}/${event.id}/${event.contentHash}`, event);
  }

  get calls(): Call[] {
    return [...this.#calls.values()];
  }

  get events(): TaskEvent[] {
    return [...this.#events.values()];
  }
}
