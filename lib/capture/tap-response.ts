import { EventReader } from "./read-events.ts";
import { UsageHider } from "./hide-usage.ts";
import type { OpenCall } from "./record/open-call.ts";

/** Past this many characters a body is handed on without being read for the record. */
const MAX_BODY_CHARS = 32 * 1024 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

const tapped = new WeakSet<Response>();

/**
 * Follows the body of a raw Response (`asResponse()`) as the caller reads it, by whichever method. The object stays the
 * one the SDK gave; a body stream is read only when the caller pulls, and cancelled when the caller cancels.
 */
export function tapResponse(call: OpenCall, response: Response): void {
  if (call.ending !== null || tapped.has(response)) return;
  tapped.add(response);
  const observer = new BodyObserver(call, (response.headers.get("content-type") ?? "").includes("event-stream"));
  define(response, "text", () => Response.prototype.text.call(response).then((text) => observer.whole(text)));
  define(response, "json", () => Response.prototype.json.call(response).then((body) => observer.parsed(body)));
  const bytes = (buffer: ArrayBuffer): ArrayBuffer => {
    const text = new TextDecoder().decode(buffer);
    const kept = observer.whole(text);
    return kept === text ? buffer : new TextEncoder().encode(kept).buffer;
  };
  define(response, "arrayBuffer", () => Response.prototype.arrayBuffer.call(response).then(bytes));
  tapBody(response, observer);
}

function define(response: Response, name: "text" | "json" | "arrayBuffer", value: () => Promise<unknown>): void {
  Object.defineProperty(response, name, { value, configurable: true, writable: true });
}

/** `body` gives a stream that pulls from the original one only when it is itself pulled. */
function tapBody(response: Response, observer: BodyObserver): void {
  let tap: ReadableStream<Bytes> | null = null;
  // The accessor of Response.prototype, asked on the response: `body` of the response itself is replaced below.
  const source = (): ReadableStream<Bytes> | null =>
    Reflect.get<Response, "body">(Response.prototype, "body", response);
  const body = (): ReadableStream<Bytes> | null => {
    const untapped = source();
    if (tap !== null || untapped === null || untapped.locked) return tap ?? untapped;
    tap = pullThrough(() => source() ?? untapped, observer);
    return tap;
  };
  Object.defineProperty(response, "body", { get: body, configurable: true });
}

function pullThrough(open: () => ReadableStream<Bytes>, observer: BodyObserver): ReadableStream<Bytes> {
  let reader: ReadableStreamDefaultReader<Bytes> | null = null;
  const source: UnderlyingByteSource = {
    type: "bytes",
    async pull(controller) {
      reader ??= open().getReader();
      try {
        await handOn(reader, controller, observer);
      } catch (error) {
        observer.fail(error);
        controller.error(error);
      }
    },
    async cancel(reason) {
      observer.cancel();
      reader ??= open().getReader();
      await reader.cancel(reason);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** Hands on the next chunk that holds something, or the end. */
async function handOn(
  reader: ReadableStreamDefaultReader<Bytes>,
  controller: ReadableByteStreamController,
  observer: BodyObserver,
): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read();
    const kept = done ? observer.close() : observer.chunk(value);
    if (kept !== null && kept.length > 0) controller.enqueue(kept);
    if (done) {
      controller.close();
      controller.byobRequest?.respond(0);
      return;
    }
    if (kept !== null && kept.length > 0) return;
  }
}

/** Reads the record out of a body, whole or in chunks. Never throws. */
class BodyObserver {
  readonly #call: OpenCall;
  readonly #events: EventReader | null;
  readonly #decoder = new TextDecoder();
  /** Takes out what the server sent only because we asked for it. */
  readonly #hider: UsageHider | null;
  #text = "";

  constructor(call: OpenCall, streamed: boolean) {
    this.#call = call;
    this.#events = streamed ? new EventReader((event) => call.take(event)) : null;
    this.#hider = streamed && call.askedForUsage ? new UsageHider() : null;
  }

  whole(text: string): string {
    this.#take(text);
    const kept = this.#hider === null ? text : this.#hider.push(text) + this.#hider.finish();
    this.#end();
    return kept;
  }

  parsed(body: unknown): unknown {
    this.#call.end({ kind: "reply", body });
    return body;
  }

  /** Takes a chunk and returns what of it to hand on. */
  chunk(bytes: Bytes): Bytes {
    const text = this.#decoder.decode(bytes, { stream: true });
    this.#take(text);
    return this.#hider === null ? bytes : new TextEncoder().encode(this.#hider.push(text));
  }

  /** The body is over; returns what was held back of it. */
  close(): Bytes | null {
    this.#end();
    return this.#hider === null ? null : new TextEncoder().encode(this.#hider.finish());
  }

  #end(): void {
    if (this.#events) {
      this.#events.finish();
      return this.#call.end({ kind: "streamed" });
    }
    try {
      this.#call.end({ kind: "reply", body: JSON.parse(this.#text) as unknown });
    } catch {
      this.#call.end({ kind: "reply", body: null });
    }
    this.#text = "";
  }

  fail(error: unknown): void {
    this.#call.end({ kind: "error", error });
  }

  cancel(): void {
    this.#call.end({ kind: "cut", by: "consumer" });
  }

  #take(text: string): void {
    if (this.#events) this.#events.push(text);
    else if (this.#text.length < MAX_BODY_CHARS) this.#text += text;
  }
}
