import type { OtlpSpan } from "#lib/domain/otlp.ts";

import type { Api } from "./api.ts";
import { CONTENT_ATTRIBUTES } from "./content/describe-content.ts";
import type { ContentWriter } from "./content/describe-content.ts";
import type { SpanQueue } from "./delivery/span-queue.ts";
import type { Warn } from "./delivery/warn.ts";
import { alwaysSendsUsage, findHost } from "./find-host.ts";
import type { Host } from "./find-host.ts";
import type { Recorder } from "./observe-client.ts";
import { bag, text } from "./peek.ts";
import type { Bag } from "./peek.ts";
import { BackgroundResponses } from "./record/background-responses.ts";
import { BatchResults } from "./record/batch-results.ts";
import { describeCall } from "./record/describe-call.ts";
import type { KeyedHash } from "./record/keyed-hash.ts";
import { OpenCall } from "./record/open-call.ts";
import type { CallOrigin } from "./record/open-call.ts";
import { MAX_OPEN_CALLS } from "./record/open-calls.ts";
import type { OpenCalls } from "./record/open-calls.ts";
import { activeContext, newSpanId, newTraceId, spanIn } from "./record/trace-context.ts";
import { TwinSpan } from "./record/twin-span.ts";
import { taskInProgress } from "./task.ts";
import { refusesUsage } from "./watch-attempts.ts";

/** Ended calls wait for the application's own work, but no more of them: what a call holds is let go when it is described. */
const MAX_UNDESCRIBED = 32;

/** Answers of batches described at once, and in one turn of the event loop. */
const RESULTS_AT_ONCE = 2000;
const RESULTS_A_TURN = 25;
const RESULTS_PAUSE_MS = 20;

const readsResults = ({ aside }: Api): boolean => aside === "batch_file" || aside === "batch_results";

interface Parts {
  readonly calls: OpenCalls;
  readonly queue: SpanQueue;
  readonly hash: KeyedHash;
  readonly warn: Warn;
  /** Whether the application's own OpenTelemetry SDK gets the same spans. */
  readonly twins: boolean;
  /** Writes down what is said in calls; null for nothing. */
  readonly content: ContentWriter | null;
}

/** Keeps the record of each call from its begin to the queue. Descriptions are made after the call, off its path. */
export class RecordKeeper implements Recorder {
  readonly calls: OpenCalls;
  readonly #queue: SpanQueue;
  readonly #hash: KeyedHash;
  readonly #warn: Warn;
  readonly #twins: boolean;
  readonly #content: ContentWriter | null;
  readonly #hosts = new WeakMap<object, { readonly baseUrl: unknown; readonly host: Host }>();
  readonly #backgrounds = new BackgroundResponses();
  readonly #batches = new BatchResults();
  #ended: OpenCall[] = [];
  #soon: NodeJS.Immediate | null = null;

  constructor({ calls, queue, hash, warn, twins, content }: Parts) {
    this.#twins = twins;
    this.#content = content;
    this.calls = calls;
    this.#queue = queue;
    this.#hash = hash;
    this.#warn = warn;
  }

  begin(api: Api, client: object, args: unknown): OpenCall | null {
    if (this.calls.size >= MAX_OPEN_CALLS) {
      this.#warn("overflow", `More than ${MAX_OPEN_CALLS} model calls are in flight: further ones are not recorded`);
      return null;
    }
    try {
      const origin = this.#origin(api, client);
      const onEnd = (ended: OpenCall): void => this.#onEnd(ended);
      // A method of an aside takes the id of what it asks for.
      const params = typeof args === "string" ? { id: args } : bag(args);
      const onItem = readsResults(api) ? this.#onItem : undefined;
      const call = new OpenCall({ api, params, origin, onEnd, onItem, content: this.#content });
      this.calls.add(call);
      return call;
    } catch (error) {
      this.#internal(error);
      return null;
    }
  }

  paramsToSend(call: OpenCall): Bag {
    const { params, api, origin } = call;
    const wanted = api.usageOnRequest && params["stream"] === true;
    // Whoever sets stream_options has decided; `toJSON` means that the object is not what will be sent.
    const decided = params["stream_options"] !== undefined || typeof params["toJSON"] === "function";
    if (!wanted || decided || alwaysSendsUsage(origin) || refusesUsage.has(origin.host)) return params;
    call.askedForUsage = true;
    return { ...params, stream_options: { include_usage: true } };
  }

  /** Describes every ended call now. */
  settle(): void {
    this.#describeEnded();
    this.#settleResults(RESULTS_AT_ONCE);
  }

  #describeEnded(): void {
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#soon = null;
    const ended = this.#ended;
    this.#ended = [];
    for (const call of ended) {
      for (const span of this.#describe(call)) this.#queue.add(span);
    }
  }

  /** Whether answers of batches wait for room in the queue. */
  get unsettled(): boolean {
    return this.#batches.waiting > 0;
  }

  #onItem = (item: unknown, from: OpenCall): void => {
    this.#batches.add(item, from);
    if (this.#batches.waiting === 1) setImmediate(() => this.#nextResults());
  };

  /** A few at a time, and only as fast as they are sent: a batch may have more answers than the queue has room. */
  #nextResults(): void {
    if (this.#queue.size < RESULTS_AT_ONCE) this.#settleResults(RESULTS_A_TURN);
    if (this.#batches.waiting === 0) return;
    if (this.#queue.size < RESULTS_AT_ONCE) setImmediate(() => this.#nextResults());
    else setTimeout(() => this.#nextResults(), RESULTS_PAUSE_MS).unref();
  }

  #settleResults(limit: number): void {
    try {
      for (const span of this.#batches.describe(limit, this.#hash)) this.#queue.add(span);
    } catch (error) {
      this.#internal(error);
    }
  }

  #describe(call: OpenCall): readonly string[] {
    try {
      return this.#spansOf(call);
    } catch (error) {
      this.#internal(error);
      return [];
    }
  }

  #spansOf(call: OpenCall): readonly string[] {
    const { aside } = call.api;
    if (aside === undefined) {
      return call.params["background"] === true ? this.#backgrounds.begin(call, this.#hash) : this.#withTwin(call);
    }
    switch (aside) {
      case "stored_response":
        return this.#backgrounds.look(call, this.#hash);
      case "batch":
      case "batch_created":
        this.#batches.learn(call);
        return [];
      case "batch_file":
      case "batch_results":
        return [];
    }
  }

  /** The spans of a call, and the first of them in the application's own OpenTelemetry SDK too, where it has one. */
  #withTwin(call: OpenCall): readonly string[] {
    const { api, params, startMs, origin } = call;
    const { within } = origin;
    const name = `${api.operation} ${text(params["model"]) ?? ""}`;
    const twin = within === null || !this.#twins ? null : TwinSpan.begin({ name, kind: 3, startMs, within });
    if (twin === null) return describeCall(call, this.#hash);
    call.origin = { ...origin, context: twin.context };
    const spans = describeCall(call, this.#hash);
    // Our own text, read back for whoever wants objects.
    if (spans[0] !== undefined) twin.end(withoutContent(JSON.parse(spans[0]) as OtlpSpan));
    return spans;
  }

  #onEnd(call: OpenCall): void {
    this.calls.remove(call);
    this.#ended.push(call);
    if (this.#ended.length === 1) this.#soon = setImmediate(() => this.settle());
    if (this.#ended.length >= MAX_UNDESCRIBED) this.#describeEnded();
  }

  #origin(api: Api, client: object): CallOrigin {
    const task = taskInProgress.getStore() ?? null;
    const around = activeContext();
    const active = spanIn(around);
    const parent = active ?? task?.context ?? null;
    return {
      ...this.#hostOf(api, client),
      context: { traceId: parent?.traceId ?? newTraceId(), spanId: newSpanId() },
      parentSpanId: parent?.spanId ?? null,
      within: active === null ? (task?.within ?? around) : around,
      untraced: active === null,
      task,
    };
  }

  #hostOf(api: Api, client: object): Host {
    const baseUrl = bag(client)["baseURL"];
    const known = this.#hosts.get(client);
    if (known !== undefined && known.baseUrl === baseUrl) return known.host;
    const host = findHost(client, api.family);
    this.#hosts.set(client, { baseUrl, host });
    return host;
  }

  #internal(error: unknown): void {
    this.#warn(
      "internal",
      `Outturn could not record a call: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Who asked for content to be sent to a recorder has not asked for it to be sent elsewhere. */
function withoutContent(span: OtlpSpan): OtlpSpan {
  return { ...span, attributes: span.attributes.filter(({ key }) => !CONTENT_ATTRIBUTES.has(key)) };
}
