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
  const observer = observe(call, (response.headers.get("content-type") ?? "").includes("event-stream"));
  define(response, "text", () => Response.prototype.text.call(response).then((text) => observer.whole(text)));
  define(response, "json", () => Response.prototype.json.call(response).then((body) => observer.parsed(body)));
  define(response, "blob", () => Response.prototype.blob.call(response).then((blob) => wholeBlob(blob, observer)));
  const bytes = (buffer: ArrayBuffer): ArrayBuffer => {
    if (!observer.readsText) {
      observer.whole("");
      return buffer;
    }
    const text = new TextDecoder().decode(buffer);
    const kept = observer.whole(text);
    return kept === text ? buffer : new TextEncoder().encode(kept).buffer;
  };
  define(response, "arrayBuffer", () => Response.prototype.arrayBuffer.call(response).then(bytes));
  // Newer runtimes have it; it reads what arrayBuffer() does.
  if ("bytes" in response) {
    define(response, "bytes", () => response.arrayBuffer().then((buffer) => new Uint8Array(buffer)));
  }
  tapBody(response, observer);
}

function define(
  response: Response,
  name: "text" | "json" | "arrayBuffer" | "blob" | "bytes",
  value: () => Promise<unknown>,
): void {
  Object.defineProperty(response, name, { value, configurable: true, writable: true });
}

async function wholeBlob(blob: Blob, observer: BodyReader): Promise<Blob> {
  if (!observer.readsText) {
    observer.whole("");
    return blob;
  }
  const text = await blob.text();
  const kept = observer.whole(text);
  return kept === text ? blob : new Blob([kept], { type: blob.type });
}

/** Follows a body as the caller reads it. Never throws. */
interface BodyReader {
  /** False for bodies that are not text: nothing of them is decoded. */
  readonly readsText: boolean;
  /** Takes the whole body and returns what of it to hand on. */
  whole(text: string): string;
  parsed(body: unknown): unknown;
  /** Takes a chunk and returns what of it to hand on. */
  chunk(bytes: Bytes): Bytes;
  /** The body is over; returns what was held back of it. */
  close(): Bytes | null;
  fail(error: unknown): void;
  cancel(): void;
}

function observe(call: OpenCall, streamed: boolean): BodyReader {
  if (streamed || call.api.body === undefined) return new BodyObserver(call, streamed);
  return call.api.body === "bytes" ? new BytesObserver(call) : new LinesObserver(call);
}

/** `body` gives a stream that pulls from the original one only when it is itself pulled. */
function tapBody(response: Response, observer: BodyReader): void {
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

function pullThrough(open: () => ReadableStream<Bytes>, observer: BodyReader): ReadableStream<Bytes> {
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
  observer: BodyReader,
): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read();
    const kept = done ? observer.close() : observer.chunk(value);
    // A byte stream takes the buffers it is given for its own: a fetch of the application may still need its.
    if (kept !== null && kept.length > 0) controller.enqueue(new Uint8Array(kept));
    if (done) {
      controller.close();
      controller.byobRequest?.respond(0);
      return;
    }
    if (kept !== null && kept.length > 0) return;
  }
}

/** Reads the record out of a body, whole or in chunks. */
class BodyObserver implements BodyReader {
  readonly readsText = true;
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

/** Sees when the bytes of a file begin and end, and nothing of them. */
class BytesObserver implements BodyReader {
  readonly readsText = false;
  readonly #call: OpenCall;

  constructor(call: OpenCall) {
    this.#call = call;
  }

  whole(text: string): string {
    this.#call.take({ type: "bytes" });
    this.close();
    return text;
  }

  parsed(body: unknown): unknown {
    this.whole("");
    return body;
  }

  chunk(bytes: Bytes): Bytes {
    this.#call.take({ type: "bytes" });
    return bytes;
  }

  close(): null {
    this.#call.take({ type: "bytes.done" });
    this.#call.end({ kind: "streamed" });
    return null;
  }

  fail(error: unknown): void {
    this.#call.end({ kind: "error", error });
  }

  cancel(): void {
    this.#call.end({ kind: "cut", by: "consumer" });
  }
}

/** The lines of a file of batch results; of any other file only the first. */
class LinesObserver implements BodyReader {
  readonly readsText = true;
  readonly #call: OpenCall;
  readonly #decoder = new TextDecoder();
  #rest = "";
  #wanted: boolean | null = null;

  constructor(call: OpenCall) {
    this.#call = call;
  }

  whole(text: string): string {
    this.#take(text);
    this.close();
    return text;
  }

  parsed(body: unknown): unknown {
    this.#call.end({ kind: "unread" });
    return body;
  }

  chunk(bytes: Bytes): Bytes {
    if (this.#wanted !== false) this.#take(this.#decoder.decode(bytes, { stream: true }));
    return bytes;
  }

  close(): null {
    this.#take("\n");
    this.#call.end({ kind: "unread" });
    return null;
  }

  fail(): void {
    this.cancel();
  }

  cancel(): void {
    this.#call.end({ kind: "unread" });
  }

  #take(text: string): void {
    if (this.#wanted === false) return;
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    this.#wanted ??= looksLikeResults(lines[0] ?? this.#rest);
    if (this.#wanted === true) for (const line of lines) if (line !== "") this.#call.take(line);
  }
}

const FIRST_CHARS = 4096;

/** Null while too little of the first line is there to tell. */
function looksLikeResults(start: string): boolean | null {
  if (start !== "" && !start.startsWith("{")) return false;
  if (/^\{\s*"id":\s*"batch_req_/.test(start)) return true;
  return start.length > FIRST_CHARS ? false : null;
}
