import { hideUsage } from "./hide-usage.ts";
import { bag } from "./peek.ts";
import type { OpenCall } from "./record/open-call.ts";
import type { OpenCalls } from "./record/open-calls.ts";

/** The part of the SDKs' Stream that is watched: asyncIterator, tee and toReadableStream all start from `iterator`. */
export interface WatchableStream {
  iterator: () => AsyncIterator<unknown>;
  readonly controller?: AbortController;
}

export function isStream(value: unknown): value is WatchableStream {
  return typeof bag(value)["iterator"] === "function";
}

/** Follows a stream as the caller reads it: nothing is read ahead, copied or kept back. */
export function watchStream(call: OpenCall, stream: WatchableStream, calls: OpenCalls): void {
  const original = stream.iterator;
  let started = false;
  calls.endWith(stream, call);
  stream.iterator = function iterator(this: unknown) {
    const inner = original.call(this);
    if (started) return inner;
    started = true;
    return new WatchedIterator(call, inner, stream);
  };
}

/**
 * The SDK's iterator as the caller reads it. It holds on to the stream: while it can be read, the stream is not collected, and
 * the call goes on. An object of its own, since each of the SDK's generators is of a hidden class of its own, and adding to
 * one costs more than all that is done with it.
 */
class WatchedIterator implements AsyncIterator<unknown> {
  readonly #call: OpenCall;
  readonly #inner: AsyncIterator<unknown>;
  readonly #stream: WatchableStream;

  constructor(call: OpenCall, inner: AsyncIterator<unknown>, stream: WatchableStream) {
    this.#call = call;
    this.#inner = inner;
    this.#stream = stream;
  }

  /** An argument would reach the SDK's generator, which ignores it. */
  next(): Promise<IteratorResult<unknown>> {
    return this.#inner.next().then(this.#take, this.#fail);
  }

  return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#call.end({ kind: "cut", by: "consumer" });
    return this.#inner.return?.(value) ?? Promise.resolve({ done: true, value });
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.#call.end({ kind: "error", error });
    if (this.#inner.throw === undefined) throw error;
    return this.#inner.throw(error);
  }

  readonly #take = (result: IteratorResult<unknown>): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
    const call = this.#call;
    if (result.done === true) {
      const aborted = this.#stream.controller?.signal.aborted === true;
      call.end(aborted ? { kind: "cut", by: "abort" } : { kind: "streamed" });
      return result;
    }
    call.take(result.value);
    if (!call.askedForUsage) return result;
    const kept = hideUsage(result.value);
    if (kept === undefined) return this.next();
    result.value = kept;
    return result;
  };

  readonly #fail = (error: unknown): never => {
    this.#call.end({ kind: "error", error });
    throw error;
  };
}

// To the caller it is an async generator, as without us: also by its name, and by what every one of them inherits.
Object.setPrototypeOf(WatchedIterator.prototype, Object.getPrototypeOf(async function* () {}.prototype) as object);
