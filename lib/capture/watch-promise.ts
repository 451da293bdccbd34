import type { OpenCall } from "./record/open-call.ts";
import type { OpenCalls } from "./record/open-calls.ts";
import { tapResponse } from "./tap-response.ts";
import { isStream, watchStream } from "./watch-stream.ts";

type Unwrap = (data: unknown, props: unknown) => unknown;

/** The members of the SDKs' APIPromise that are watched; all of them exist from openai 4 and @anthropic-ai/sdk 0.20 on. */
export interface ApiPromise {
  responsePromise: Promise<{ readonly response: Response }>;
  parse: () => Promise<unknown>;
  parseResponse: (client: unknown, props: unknown) => Promise<unknown>;
  asResponse: () => Promise<Response>;
  _thenUnwrap: (transform: Unwrap) => ApiPromise;
}

export function isApiPromise(value: unknown): value is ApiPromise {
  if (typeof value !== "object" || value === null) return false;
  return "responsePromise" in value && "parseResponse" in value && "_thenUnwrap" in value;
}

/** Replaces a member; one that was inherited becomes an own one that is not enumerated, so that nothing new is seen. */
function override<K extends keyof ApiPromise>(promise: ApiPromise, name: K, value: ApiPromise[K]): void {
  if (Object.hasOwn(promise, name)) {
    promise[name] = value;
    return;
  }
  Object.defineProperty(promise, name, { value, writable: true, configurable: true, enumerable: false });
}

/**
 * Follows an APIPromise without touching it: nothing is awaited or parsed before the caller does. The parsed value is seen
 * in `parseResponse`, or, for promises derived by `_thenUnwrap` (`parse()`, the stream helpers), in their transform.
 */
export function watchPromise(call: OpenCall, promise: ApiPromise, calls: OpenCalls): void {
  const { parseResponse } = promise;
  calls.endWith(promise, call);
  const seen = (value: unknown): void => {
    calls.release(promise);
    if (call.ending !== null || call.collector !== null) return;
    received(call, value, calls);
  };
  override(promise, "parseResponse", (client, props) =>
    parseResponse.call(promise, client, props).then((value) => {
      seen(value);
      return value;
    }),
  );
  watchDerived(call, promise, { seen, calls });
}

interface Watch {
  readonly seen: (value: unknown) => void;
  readonly calls: OpenCalls;
}

function watchDerived(call: OpenCall, promise: ApiPromise, watch: Watch): void {
  const { parse, asResponse, _thenUnwrap: unwrap } = promise;
  let parsed = false;
  const onError = (error: unknown): void => call.end({ kind: "error", error });
  override(promise, "parse", () => {
    const result = parse.call(promise);
    // The SDK derives the caller's promise from this one, so an unhandled rejection stays unhandled there.
    if (!parsed) result.then(undefined, onError);
    parsed = true;
    return result;
  });
  override(promise, "asResponse", () => {
    const result = asResponse.call(promise);
    if (!parsed) promise.responsePromise.then((props) => rawResponse(call, promise, props.response, watch), onError);
    return result;
  });
  override(promise, "_thenUnwrap", (transform) => {
    const derived = unwrap.call(promise, (data, props) => {
      watch.seen(data);
      return transform(data, props);
    });
    // The derived promise alone may be kept from here on.
    watch.calls.release(promise);
    watch.calls.endWith(derived, call);
    watchDerived(call, derived, { calls: watch.calls, seen: () => undefined });
    return derived;
  });
}

/** The caller holds a raw response: whoever holds it brings the call to its end. */
function rawResponse(call: OpenCall, promise: ApiPromise, response: Response, { calls }: Watch): void {
  calls.release(promise);
  calls.endWith(response, call);
  tapResponse(call, response);
}

function received(call: OpenCall, value: unknown, calls: OpenCalls): void {
  if (!isStream(value)) return call.end({ kind: "reply", body: value });
  call.collector = call.api.collect(call.params);
  watchStream(call, value, calls);
}
