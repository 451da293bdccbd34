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

/** What is known of a watched promise. */
interface Watch {
  readonly call: OpenCall;
  readonly calls: OpenCalls;
  /** Takes the parsed value, the first time it is seen. */
  readonly seen: (value: unknown) => void;
  parsed: boolean;
}

type Parse = ApiPromise["parseResponse"];
/** The watch of a promise rides on its own parser: a map beside it would cost every call in garbage collection. */
type WatchedParse = Parse & { watch?: Watch };

/** An SDK's promise prototype → the same with watching members. */
const prototypes = new WeakMap<object, object>();

const watchOf = (promise: ApiPromise): Watch | undefined => (promise.parseResponse as WatchedParse).watch;

/**
 * Follows an APIPromise without touching it: nothing is awaited or parsed before the caller does. The parsed value is seen
 * in `parseResponse`, or, for promises derived by `_thenUnwrap` (`parse()`, the stream helpers), in their transform.
 */
export function watchPromise(call: OpenCall, promise: ApiPromise, calls: OpenCalls): void {
  const seen = (value: unknown): void => {
    if (call.ending === null && call.collector === null) received(call, value, calls);
  };
  watch(promise, { call, calls, seen, parsed: false });
}

function watch(promise: ApiPromise, state: Watch): void {
  const { parseResponse } = promise;
  const watched: WatchedParse = (client, props) =>
    parseResponse.call(promise, client, props).then((value) => {
      state.seen(value);
      return value;
    });
  watched.watch = state;
  promise.parseResponse = watched;
  // openai 7 gives each promise its own `_thenUnwrap`; otherwise it is the prototype's, as the members below always are.
  if (Object.hasOwn(promise, "_thenUnwrap")) {
    const unwrap = promise._thenUnwrap.bind(promise);
    promise._thenUnwrap = (transform) => watchDerived(state, (seeing) => unwrap(seeing(transform)));
  }
  const own = Object.getPrototypeOf(promise) as ApiPromise;
  let watching = prototypes.get(own);
  if (watching === undefined) {
    watching = makePrototype(own);
    prototypes.set(own, watching);
  }
  // A prototype in between adds nothing that the caller can enumerate, and `instanceof` and `constructor` stay.
  Object.setPrototypeOf(promise, watching);
}

function makePrototype(base: ApiPromise): object {
  const members = {
    parse(this: ApiPromise): Promise<unknown> {
      const result = base.parse.call(this);
      const state = watchOf(this);
      if (state === undefined || state.parsed) return result;
      state.parsed = true;
      state.call.awaited = true;
      // The SDK derives the caller's promise from this one, so an unhandled rejection stays unhandled there.
      result.then(undefined, (error: unknown) => state.call.end({ kind: "error", error }));
      return result;
    },
    asResponse(this: ApiPromise): Promise<Response> {
      const result = base.asResponse.call(this);
      const state = watchOf(this);
      if (state?.parsed === false) watchRaw(this, state);
      return result;
    },
    _thenUnwrap(this: ApiPromise, transform: Unwrap): ApiPromise {
      const state = watchOf(this);
      if (state === undefined) return base._thenUnwrap.call(this, transform);
      return watchDerived(state, (seeing) => base._thenUnwrap.call(this, seeing(transform)));
    },
  };
  return Object.defineProperties(Object.create(base) as object, hidden(members));
}

function hidden(members: Readonly<Record<string, unknown>>): PropertyDescriptorMap {
  const describe = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true });
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, describe(value)]));
}

/** Derives a promise whose transform shows us the value, and watches that one too. */
function watchDerived(state: Watch, derive: (seeing: (transform: Unwrap) => Unwrap) => ApiPromise): ApiPromise {
  const derived = derive((transform) => (data, props) => {
    state.seen(data);
    return transform(data, props);
  });
  watch(derived, { ...state, seen: () => undefined, parsed: false });
  return derived;
}

/** The caller asked for the raw response: whoever holds it brings the call to its end. */
function watchRaw(promise: ApiPromise, { call, calls }: Watch): void {
  call.awaited = true;
  promise.responsePromise.then(
    ({ response }) => {
      calls.endWith(response, call);
      tapResponse(call, response);
    },
    (error: unknown) => call.end({ kind: "error", error }),
  );
}

function received(call: OpenCall, value: unknown, calls: OpenCalls): void {
  if (call.api.body !== undefined && value instanceof Response) {
    calls.endWith(value, call);
    return tapResponse(call, value);
  }
  if (!isStream(value)) return call.end({ kind: "reply", body: value });
  call.collect();
  watchStream(call, value, calls);
}
