/** The API that a request came in by. */
export type FakeApi = "chat" | "responses" | "messages" | "embeddings" | "models";

/** One HTTP request as the provider saw it. */
export interface FakeRequest {
  readonly api: FakeApi;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly stream: boolean;
  /** The SDK's own retry counter: 0 for a first attempt. */
  readonly retry: number;
}

export interface FakeToolCall {
  readonly id?: string;
  readonly name: string;
  /** A string is sent exactly as it stands, so that broken JSON can be sent too. */
  readonly arguments: string | Readonly<Record<string, unknown>>;
}

/** Token counts; `input` is inclusive of cache reads and writes, for both providers. */
export interface FakeUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
}

/** What the provider answers to one request. Everything is optional: `{}` says "Hello." for 20 and 5 tokens. */
export interface FakeReply {
  /** Anything but 200 is sent as that provider's error body. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: { readonly type?: string; readonly code?: string; readonly message?: string };
  /** Milliseconds before the status line, and between two chunks of a stream. */
  readonly delayMs?: number;
  readonly chunkDelayMs?: number;
  readonly text?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly FakeToolCall[];
  /** The provider's own word (`length`, `max_tokens`, …); derived from the reply when absent. */
  readonly finishReason?: string;
  /** null leaves the usage out. */
  readonly usage?: FakeUsage | null;
  /** The model that served; the one requested when absent. */
  readonly model?: string;
  readonly id?: string;
  readonly serviceTier?: string;
  /** Streams: the connection is destroyed, or closed quietly, or carries an error event after so many events. */
  readonly destroyAfter?: number;
  readonly endAfter?: number;
  readonly errorAfter?: number;
}

/** Model behaviour as a function. */
export type FakeModel = (request: FakeRequest) => FakeReply | Promise<FakeReply>;

/** One server-sent event; `event` is the name line, left out when null. */
export interface FakeEvent {
  readonly event: string | null;
  readonly data: unknown;
}

export const DEFAULT_USAGE: FakeUsage = { input: 20, output: 5 };

let serial = 0;
/** Begins ids anew, so that two runs of one script can be compared. */
export function restartFakeIds(): void {
  serial = 0;
}

/** An id that is unique in this process and looks like the provider's. */
export function fakeId(prefix: string): string {
  serial += 1;
  return `${prefix}${serial.toString(36).padStart(12, "0")}`;
}

export function argumentsText(call: FakeToolCall): string {
  return typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments);
}

export function replyText(reply: FakeReply): string | null {
  if (reply.text !== undefined) return reply.text;
  return reply.toolCalls === undefined && reply.refusal === undefined ? "Hello." : null;
}

/** Cuts a text into pieces of at most `size` characters, as a stream would carry it; an empty text is one empty piece. */
export function pieces(text: string, size = 8): string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length; at += size) cut.push(text.slice(at, at + size));
  return cut.length === 0 ? [""] : cut;
}
