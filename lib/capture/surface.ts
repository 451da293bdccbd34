import { COUNT_TOKENS, MESSAGES } from "./anthropic/apis.ts";
import type { Api } from "./api.ts";
import {
  MESSAGE_BATCH,
  MESSAGE_BATCH_CREATED,
  MESSAGE_BATCH_RESULTS,
  OPENAI_BATCH,
  OPENAI_BATCH_CREATED,
  OPENAI_FILE,
  STORED_RESPONSE,
} from "./asides.ts";
import { CHAT, COMPACTIONS, COMPLETIONS, EMBEDDINGS, RESPONSES } from "./openai/apis.ts";
import { IMAGES, MODERATIONS, SPEECH, TRANSCRIPTIONS, VIDEOS } from "./openai/media-apis.ts";

/** One method of an SDK client that makes model calls. */
export interface Entry {
  /** Path from the client to the resource that has the method. */
  readonly resource: readonly string[];
  readonly method: string;
  /** The path that the method posts to, for callers who post there themselves; null where they would not. */
  readonly route: string | null;
  readonly api: Api;
}

/**
 * What is watched. Helpers (`parse`, `stream`, `runTools`, `toolRunner`) call these methods, so they need no entry. To add
 * an API: an `Api` in its provider's folder, and a line here.
 */
export const SURFACE = [
  { resource: ["chat", "completions"], method: "create", route: "/chat/completions", api: CHAT },
  { resource: ["responses"], method: "create", route: "/responses", api: RESPONSES },
  { resource: ["completions"], method: "create", route: "/completions", api: COMPLETIONS },
  { resource: ["embeddings"], method: "create", route: "/embeddings", api: EMBEDDINGS },
  { resource: ["images"], method: "generate", route: "/images/generations", api: IMAGES },
  { resource: ["images"], method: "edit", route: "/images/edits", api: IMAGES },
  { resource: ["images"], method: "createVariation", route: "/images/variations", api: IMAGES },
  { resource: ["audio", "transcriptions"], method: "create", route: "/audio/transcriptions", api: TRANSCRIPTIONS },
  { resource: ["audio", "translations"], method: "create", route: "/audio/translations", api: TRANSCRIPTIONS },
  { resource: ["audio", "speech"], method: "create", route: "/audio/speech", api: SPEECH },
  { resource: ["moderations"], method: "create", route: "/moderations", api: MODERATIONS },
  { resource: ["responses"], method: "compact", route: "/responses/compact", api: COMPACTIONS },
  { resource: ["responses"], method: "retrieve", route: null, api: STORED_RESPONSE },
  { resource: ["responses"], method: "cancel", route: null, api: STORED_RESPONSE },
  { resource: ["beta", "responses"], method: "create", route: "/responses?beta=true", api: RESPONSES },
  { resource: ["beta", "responses"], method: "compact", route: "/responses/compact?beta=true", api: COMPACTIONS },
  { resource: ["beta", "responses"], method: "retrieve", route: null, api: STORED_RESPONSE },
  { resource: ["beta", "responses"], method: "cancel", route: null, api: STORED_RESPONSE },
  { resource: ["videos"], method: "create", route: "/videos", api: VIDEOS },
  { resource: ["videos"], method: "edit", route: "/videos/edits", api: VIDEOS },
  { resource: ["videos"], method: "extend", route: "/videos/extensions", api: VIDEOS },
  { resource: ["videos"], method: "remix", route: null, api: VIDEOS },
  { resource: ["batches"], method: "create", route: null, api: OPENAI_BATCH_CREATED },
  { resource: ["batches"], method: "retrieve", route: null, api: OPENAI_BATCH },
  { resource: ["files"], method: "content", route: null, api: OPENAI_FILE },
  { resource: ["messages"], method: "create", route: "/v1/messages", api: MESSAGES },
  { resource: ["beta", "messages"], method: "create", route: "/v1/messages?beta=true", api: MESSAGES },
  { resource: ["messages"], method: "countTokens", route: "/v1/messages/count_tokens", api: COUNT_TOKENS },
  { resource: ["beta", "messages"], method: "countTokens", route: null, api: COUNT_TOKENS },
  { resource: ["messages", "batches"], method: "create", route: null, api: MESSAGE_BATCH_CREATED },
  { resource: ["messages", "batches"], method: "retrieve", route: null, api: MESSAGE_BATCH },
  { resource: ["messages", "batches"], method: "results", route: null, api: MESSAGE_BATCH_RESULTS },
  { resource: ["beta", "messages", "batches"], method: "create", route: null, api: MESSAGE_BATCH_CREATED },
  { resource: ["beta", "messages", "batches"], method: "retrieve", route: null, api: MESSAGE_BATCH },
  { resource: ["beta", "messages", "batches"], method: "results", route: null, api: MESSAGE_BATCH_RESULTS },
] as const satisfies readonly Entry[];
