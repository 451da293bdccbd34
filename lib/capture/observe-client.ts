import type { Api } from "./api.ts";
import { bag } from "./peek.ts";
import type { Bag } from "./peek.ts";
import type { OpenCall } from "./record/open-call.ts";
import type { OpenCalls } from "./record/open-calls.ts";
import { SURFACE } from "./surface.ts";
import type { Entry } from "./surface.ts";
import { watchResults } from "./watch-results.ts";
import { callInFlight, watchFetch } from "./watch-attempts.ts";
import { isApiPromise, watchPromise } from "./watch-promise.ts";

/** What watching a client needs from whoever keeps the records. */
export interface Recorder {
  readonly calls: OpenCalls;
  /** Begins a record; null when this call goes unseen. Never throws. */
  begin(api: Api, client: object, args: unknown): OpenCall | null;
  /** The parameters to send: the caller's own, or a copy that also asks for usage on a stream. */
  paramsToSend(call: OpenCall): Bag;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

const observed = new WeakSet<object>();

/** Greater than 0 while a watched method runs synchronously: the `post` inside a `create` is the same call. */
let inside = 0;

/**
 * Watches a client: the same object comes back, with its model-calling methods, `post`, `withOptions` and `fetch` replaced by
 * watching ones on the instance. Nothing is watched twice. False when the client has nothing that makes model calls.
 */
export function observeClient(client: object, recorder: Recorder): boolean {
  if (observed.has(client)) return true;
  let found = false;
  for (const entry of SURFACE) {
    const resource = resourceOf(client, entry.resource);
    if (resource === null || typeof bag(resource)[entry.method] !== "function") continue;
    found = true;
    replace(resource, entry.method, (original) => watchMethod(original, { entry, client, recorder }));
  }
  if (!found) return false;
  observed.add(client);
  replace(client, "post", (original) => watchPost(original, client, recorder));
  replace(client, "withOptions", (original) => watchClones(original, recorder));
  replaceFetch(client);
  return true;
}

function resourceOf(client: object, path: readonly string[]): object | null {
  let at: unknown = client;
  for (const name of path) at = bag(at)[name];
  return typeof at === "object" && at !== null ? at : null;
}

/** Puts a method on the instance, hidden from enumeration, under the original's name and length. */
function replace(owner: object, name: string, wrap: (original: Method) => Method): void {
  const original = bag(owner)[name];
  if (typeof original !== "function") return;
  // A function of the SDK, called with whatever the caller passes.
  const value = wrap(original as Method);
  Object.defineProperty(value, "name", { value: original.name });
  Object.defineProperty(value, "length", { value: original.length });
  Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable: false });
}

/** `fetch` is read for every attempt and handed to clones; clients with certificates bound to a transport keep theirs. */
function replaceFetch(client: object): void {
  const own = client as { fetch?: unknown; _options?: unknown };
  if (typeof own.fetch !== "function" || bag(own._options)["x509Transport"]) return;
  // The SDKs' own type for this member is the global fetch.
  own.fetch = watchFetch(own.fetch as Parameters<typeof watchFetch>[0]);
}

interface Watched {
  readonly entry: Entry;
  readonly client: object;
  readonly recorder: Recorder;
}

function watchMethod(original: Method, { entry, client, recorder }: Watched): Method {
  return function create(this: unknown, ...args: unknown[]) {
    const call = inside > 0 ? null : recorder.begin(entry.api, client, args[0]);
    if (call === null) return original.apply(this, args);
    if (entry.api.aside === "batch_results") return watchResults(call, original.apply(this, args));
    const params = recorder.paramsToSend(call);
    const sent = params === call.params ? args : [params, ...args.slice(1)];
    return follow(call, recorder, () => original.apply(this, sent));
  };
}

/** A raw `client.post("/chat/completions", { body })` is a call like any other. */
function watchPost(original: Method, client: object, recorder: Recorder): Method {
  return function post(this: unknown, ...args: unknown[]) {
    if (inside > 0) return original.apply(this, args);
    const entry = SURFACE.find(({ route }) => route === args[0]);
    const body = bag(bag(args[1])["body"]);
    const call = entry === undefined ? null : recorder.begin(entry.api, client, body);
    return call === null ? original.apply(this, args) : follow(call, recorder, () => original.apply(this, args));
  };
}

function watchClones(original: Method, recorder: Recorder): Method {
  return function withOptions(this: unknown, ...args: unknown[]) {
    const clone = original.apply(this, args);
    if (typeof clone === "object" && clone !== null) observeClient(clone, recorder);
    return clone;
  };
}

/** Runs the SDK's method with the call as context of its attempts, and follows what it returns. */
function follow(call: OpenCall, recorder: Recorder, run: () => unknown): unknown {
  inside += 1;
  let result: unknown;
  try {
    result = callInFlight.run(call, run);
  } catch (error) {
    call.end({ kind: "error", error });
    throw error;
  } finally {
    inside -= 1;
  }
  if (isApiPromise(result)) watchPromise(call, result, recorder.calls);
  else call.end({ kind: "unread" });
  return result;
}
