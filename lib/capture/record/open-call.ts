import type { Api, AskedJson, Collector } from "../api.ts";
import { now, startTime } from "../clock.ts";
import type { ContentWriter } from "../content/describe-content.ts";
import type { Bag } from "../peek.ts";
import type { Attempt } from "./attempt.ts";
import type { OtelContext, SpanContext } from "./trace-context.ts";

/** How a call came to its end. */
export type Ending =
  | { readonly kind: "reply"; readonly body: unknown }
  | { readonly kind: "streamed" }
  | { readonly kind: "cut"; readonly by: "consumer" | "abort" | "server" | "nobody" }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "unread" };

/** What a call hangs on: its client's host, its task, its trace. */
export interface CallOrigin {
  readonly provider: string;
  readonly host: string;
  readonly port: number | null;
  readonly context: SpanContext;
  readonly parentSpanId: string | null;
  /** The application's OpenTelemetry context in which it was made; null without one. */
  readonly within: OtelContext | null;
  /** Whether the application's tracing had no span active when the call began. */
  readonly untraced?: boolean;
  readonly task: TaskOfCall | null;
}

/** What a call takes from its task. */
export interface TaskOfCall {
  readonly id: string;
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The JSON that the application expects of the calls made now, however it asks for it. */
  readonly expectedJson?: AskedJson | null;
}

export interface CallStart {
  readonly api: Api;
  readonly params: Bag;
  readonly origin: CallOrigin;
  readonly onEnd: (call: OpenCall) => void;
  /** Takes what arrives in place of a collector. */
  readonly onItem?: ((item: unknown, call: OpenCall) => void) | undefined;
  /** Writes down what is said in it; null for nothing. */
  readonly content?: ContentWriter | null;
  /** Epoch milliseconds; now when absent. For calls that were made elsewhere, as those of a batch. */
  readonly startMs?: number;
}

/**
 * One model call from the moment the application makes it until its record is written.
 * States: open → ended. Whoever notices the end first ends it; everything after that is ignored.
 */
export class OpenCall {
  readonly api: Api;
  readonly params: Bag;
  origin: CallOrigin;
  readonly startMs: number;
  readonly inputChars: number | null;
  /** JSON that the application expects where the request itself does not ask for any. */
  readonly expectsJson: AskedJson | null;
  readonly content: ContentWriter | null;
  readonly attempts: Attempt[] = [];
  /** The request body as the first attempt sent it. */
  wire: string | null = null;
  /** Whether we asked for the usage chunk on behalf of the caller. */
  askedForUsage = false;
  /** Whether anybody asked for the reply. */
  awaited = false;
  /** Whether an object is known whose being collected ends the call. */
  held = false;
  collector: Collector | null = null;
  firstContentMs: number | null = null;
  /** Events taken so far: how the sweep, which is rare, sees that a stream is alive. */
  events = 0;
  lastActivityMs: number;
  endMs = 0;
  ending: Ending | null = null;
  readonly #onEnd: (call: OpenCall) => void;
  readonly #onItem: CallStart["onItem"];

  constructor({ api, params, origin, onEnd, onItem, content = null, startMs }: CallStart) {
    this.api = api;
    this.params = params;
    this.origin = origin;
    this.inputChars = api.inputChars(params);
    this.expectsJson = api.operation === "chat" ? (origin.task?.expectedJson ?? null) : null;
    this.content = content;
    this.#onEnd = onEnd;
    this.#onItem = onItem;
    this.startMs = startMs ?? startTime();
    this.lastActivityMs = this.startMs;
  }

  get streamed(): boolean {
    return this.params["stream"] === true;
  }

  /** Begins to gather a stream. */
  collect(): Collector {
    const keeps = this.content !== null ? "content" : this.expectsJson !== null ? "text" : "length";
    this.collector ??= this.api.collect(this.params, keeps);
    return this.collector;
  }

  /** Takes one event of the stream. Never throws. */
  take(event: unknown): void {
    if (this.#onItem !== undefined) return this.#onItem(event, this);
    const collector = this.collector ?? this.collect();
    this.events += 1;
    try {
      if (!collector.take(event) || this.firstContentMs !== null) return;
    } catch {
      // An event of a shape nobody has seen says nothing; the caller gets it all the same.
      return;
    }
    this.firstContentMs = now();
  }

  end(ending: Ending): void {
    if (this.ending !== null) return;
    this.ending = ending;
    this.endMs = now();
    const last = this.attempts.at(-1);
    if (last) last.endMs ??= this.endMs;
    this.#onEnd(this);
  }
}
