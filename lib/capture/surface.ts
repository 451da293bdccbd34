import { MESSAGES } from "./anthropic/apis.ts";
import type { Api } from "./api.ts";
import { CHAT, COMPLETIONS, EMBEDDINGS, RESPONSES } from "./openai/apis.ts";

/** One method of an SDK client that makes model calls. */
export interface Entry {
  /** Path from the client to the resource that has the method. */
  readonly resource: readonly string[];
  readonly method: string;
  /** The path that the method posts to, for callers who post there themselves. */
  readonly route: string;
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
  { resource: ["messages"], method: "create", route: "/v1/messages", api: MESSAGES },
  { resource: ["beta", "messages"], method: "create", route: "/v1/messages?beta=true", api: MESSAGES },
] as const satisfies readonly Entry[];
