import { now } from "../clock.ts";
import type { Attempt } from "./attempt.ts";
import type { OpenCall } from "./open-call.ts";

const SWEEP_MS = 30_000;
/** After this long without anybody asking for a reply that has come, nobody will. */
const UNAWAITED_MS = 30_000;
/** More calls at once than any process makes: beyond it calls go through unseen, and are counted. */
export const MAX_OPEN_CALLS = 20_000;

/**
 * The calls in flight. It ends those that nothing else can end: a stream that nobody reads, noticed when it is collected or
 * after the idle time; a promise that nobody awaits, noticed half a minute after its answer.
 */
export class OpenCalls {
  /** Calls and the events each had taken at the last sweep. */
  readonly #calls = new Map<OpenCall, number>();
  readonly #idleMs: number;
  readonly #collected: FinalizationRegistry<OpenCall>;
  #timer: NodeJS.Timeout | null = null;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
    this.#collected = new FinalizationRegistry((call) => endUnread(call));
  }

  get size(): number {
    return this.#calls.size;
  }

  add(call: OpenCall): void {
    this.#calls.set(call, 0);
    if (this.#timer === null) {
      this.#timer = setInterval(() => this.#sweep(), Math.min(SWEEP_MS, this.#idleMs));
      this.#timer.unref();
    }
  }

  remove(call: OpenCall): void {
    this.#calls.delete(call);
    // What has ended must not be kept until its holder is collected.
    if (call.held) this.#collected.unregister(call);
  }

  /** Ends the call when `holder`, which alone can bring it to its end, is collected. */
  endWith(holder: object, call: OpenCall): void {
    this.#collected.register(holder, call, call);
    call.held = true;
  }

  /** Ends everything in flight, for a process that is going away. */
  endAll(): void {
    for (const call of this.#calls.keys()) endUnread(call);
  }

  #sweep(): void {
    if (this.#calls.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    const time = now();
    for (const [call, events] of this.#calls) {
      if (call.events > events) {
        this.#calls.set(call, call.events);
        call.lastActivityMs = time;
      }
      const idle = time - lastActivity(call);
      const patience = call.awaited ? this.#idleMs : Math.min(this.#idleMs, UNAWAITED_MS);
      if (idle > patience && !isWaiting(call.attempts.at(-1))) endUnread(call);
    }
  }
}

function isWaiting(attempt: Attempt | undefined): boolean {
  return attempt !== undefined && attempt.status === null && attempt.endMs === null;
}

function lastActivity(call: OpenCall): number {
  const last = call.attempts.at(-1);
  return Math.max(call.lastActivityMs, last?.endMs ?? last?.startMs ?? 0);
}

/** A stream that was begun is cut; a reply that nobody parsed is unread, or failed if its last attempt did. */
function endUnread(call: OpenCall): void {
  if (call.collector !== null) return call.end({ kind: "cut", by: "nobody" });
  const last = call.attempts.at(-1);
  if (last && last.errorType !== null) {
    return call.end({ kind: "error", error: { status: last.status ?? undefined, code: last.errorType } });
  }
  call.end({ kind: "unread" });
}
