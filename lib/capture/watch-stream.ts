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
    watchIterator(call, inner, stream);
    return inner;
  };
}

/**
 * Adds own `next`, `return` and `throw` to the iterator itself, so that it stays the object the SDK made. They hold on to the
 * stream: while its iterator can be read, it is not collected, and the call goes on.
 */
function watchIterator(call: OpenCall, inner: AsyncIterator<unknown>, stream: WatchableStream): void {
  const own = methodsOf(inner);
  const onResult = (result: IteratorResult<unknown>): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
    if (result.done === true) {
      call.end(stream.controller?.signal.aborted === true ? { kind: "cut", by: "abort" } : { kind: "streamed" });
      return result;
    }
    call.take(result.value);
    if (!call.askedForUsage) return result;
    const kept = hideUsage(result.value);
    if (kept === undefined) return own.next().then(onResult, onError);
    result.value = kept;
    return result;
  };
  const onError = (error: unknown): never => {
    call.end({ kind: "error", error });
    throw error;
  };
  // An argument to next() would reach the SDK's generator, which ignores it.
  inner.next = () => own.next().then(onResult, onError);
  const { close, raise } = own;
  if (close) {
    inner.return = (value) => {
      call.end({ kind: "cut", by: "consumer" });
      return close(value);
    };
  }
  if (raise) {
    inner.throw = (error) => {
      call.end({ kind: "error", error });
      return raise(error);
    };
  }
}

interface Methods {
  next(): Promise<IteratorResult<unknown>>;
  close: ((value?: unknown) => Promise<IteratorResult<unknown>>) | undefined;
  raise: ((error?: unknown) => Promise<IteratorResult<unknown>>) | undefined;
}

/** The iterator's own methods, bound to it before they are replaced. */
function methodsOf(inner: AsyncIterator<unknown>): Methods {
  return {
    next: inner.next.bind(inner),
    close: inner.return?.bind(inner),
    raise: inner.throw?.bind(inner),
  };
}
