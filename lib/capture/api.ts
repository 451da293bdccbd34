import type { JsonMechanism } from "#lib/domain/failure.ts";
import type { DeclaredTool, SeenTool } from "#lib/verdict/tools.ts";

import type { ContentReader } from "./content/parts.ts";
import type { Bag } from "./peek.ts";

export type { DeclaredTool, SeenTool };

export interface ToolSet {
  readonly declared: readonly DeclaredTool[];
  /** False when the model may know tools that this request does not show (tool search, MCP, earlier responses). */
  readonly complete: boolean;
  /** What the tools hash covers; null when the request has none. */
  readonly wire: unknown;
}

/** JSON that a call was asked for; `schema` is undefined where any JSON will do. */
export interface AskedJson {
  readonly schema: unknown;
  readonly mechanism: JsonMechanism;
}

/** What a request says, as far as a record needs it. */
export interface RequestFacts {
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly reasoningLevel: string | null;
  readonly serviceTier: string | null;
  readonly conversationId: string | null;
  /** The JSON the request asked for. Null when it asked for none. */
  readonly json: AskedJson | null;
  readonly tools: ToolSet;
  /** Whether the request demanded a tool call. */
  readonly demandsTool: boolean;
  /** Whether it demanded one certain tool: the way to JSON where a provider has no other. */
  readonly forcesTool: boolean;
  /** Whether the request shows all that the model reads, as it does unless the provider keeps the conversation. */
  readonly showsInput: boolean;
  /** What comes before the first answer: instructions and the first user message. Hashed, never kept. */
  readonly prefix: unknown;
}

/** Tokens of one billed part of a call that the call's own usage leaves out (Anthropic's compactions and advisors). */
export interface SideUsage {
  readonly kind: string;
  readonly model: string | null;
  readonly usage: Readonly<Record<string, number>>;
}

/** What a reply says. `usage` is keyed by span attribute. */
export interface ReplyFacts {
  readonly id: string | null;
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly speed: string | null;
  readonly finishReasons: readonly string[];
  readonly refused: boolean;
  readonly filtered: boolean;
  readonly truncated: boolean;
  /** True when there is an answer of any kind: text, a tool call, an image, audio. */
  readonly hasContent: boolean;
  /** Texts that should be JSON, one a choice. Held only until the verdict. */
  readonly texts: readonly string[];
  readonly tools: readonly SeenTool[];
  readonly usage: Readonly<Record<string, number>> | null;
  readonly usageRaw: unknown;
  readonly toolUses: Readonly<Record<string, number>>;
  readonly sideUsage: readonly SideUsage[];
  /** False when a stream ended before the provider said that it was done. */
  readonly complete: boolean;
  /** Characters of output seen, for an estimate where usage never came. */
  readonly outputChars: number;
  /** A failure that the provider reported inside a 200. */
  readonly error: { readonly code: string | null; readonly message: string | null } | null;
}

/** Gathers a reply from the events of a stream. */
export interface Collector {
  /** Takes one event; true when it carried content (text, reasoning, a refusal or tool arguments). */
  take(event: unknown): boolean;
  reply(): ReplyFacts;
  /** The reply as it would have come in one piece, for a collector that keeps content. */
  body?(): unknown;
}

/** What a collector keeps of the text that passes: its length, the text to be judged as JSON, or all content. */
export type Keeps = "length" | "text" | "content";

/** Requests that are no model calls themselves but tell of some: polls, batches, files of results. */
export type Aside = "stored_response" | "batch_created" | "batch" | "batch_file" | "batch_results";

/** What a provider's folder knows about one of its APIs. Methods never throw on odd input. */
export interface Api {
  readonly operation:
    | "chat"
    | "embeddings"
    | "text_completion"
    | "image_generation"
    | "video_generation"
    | "transcription"
    | "speech"
    | "moderation"
    | "compaction"
    | "count_tokens";
  /** Leaves no record of its own; what it tells is taken into those of others. */
  readonly aside?: Aside;
  /** Its parameters may hold files: nothing but the request on the wire is hashed. */
  readonly uploads?: true;
  /** What a body that the caller reads holds, unless it is a stream of events. Default: JSON. */
  readonly body?: "bytes" | "lines";
  /** Value of `openai.api.type`; null where the convention has none. */
  readonly apiType: string | null;
  readonly family: "openai" | "anthropic";
  /** Whether a stream carries usage only when `stream_options.include_usage` asks for it. */
  readonly usageOnRequest: boolean;
  /** Characters of instructions, messages and tool definitions; null where they cannot be seen. */
  inputChars(params: Bag): number | null;
  readRequest(params: Bag): RequestFacts;
  readReply(body: unknown): ReplyFacts;
  /** How what is said is read, where somebody wants it kept. */
  readonly content?: ContentReader;
  /** @param keeps what is wanted although the request itself does not call for it. */
  collect(params: Bag, keeps: Keeps): Collector;
}

/** A request without tools, formats or limits. */
export function plainRequest(prefix: unknown): RequestFacts {
  return {
    maxTokens: null,
    temperature: null,
    reasoningLevel: null,
    serviceTier: null,
    conversationId: null,
    json: null,
    tools: { declared: [], complete: true, wire: null },
    demandsTool: false,
    forcesTool: false,
    showsInput: true,
    prefix,
  };
}

/** A reply of which nothing is known; providers spread what they found over it. */
export const EMPTY_REPLY: ReplyFacts = {
  id: null,
  model: null,
  serviceTier: null,
  speed: null,
  finishReasons: [],
  refused: false,
  filtered: false,
  truncated: false,
  hasContent: false,
  texts: [],
  tools: [],
  usage: null,
  usageRaw: null,
  toolUses: {},
  sideUsage: [],
  complete: true,
  outputChars: 0,
  error: null,
};
