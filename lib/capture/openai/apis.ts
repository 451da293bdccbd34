import type { Api, ReplyFacts } from "../api.ts";
import { EMPTY_REPLY, plainRequest } from "../api.ts";
import { textLength } from "../measure-input.ts";
import { bag, text } from "../peek.ts";
import { CHAT_CONTENT, PROMPT_CONTENT } from "./read-chat-content.ts";
import { INPUT_CONTENT } from "./read-media-content.ts";
import { RESPONSES_CONTENT } from "./read-responses-content.ts";
import { ChatCollector } from "./collect-chat.ts";
import { ResponsesCollector } from "./collect-responses.ts";
import { readChatReply } from "./read-chat-reply.ts";
import { chatInputChars, readChatRequest } from "./read-chat-request.ts";
import { readResponsesReply } from "./read-responses-reply.ts";
import { readResponsesRequest, responsesInputChars } from "./read-responses-request.ts";
import { readChatUsage } from "./read-usage.ts";

export const CHAT: Api = {
  operation: "chat",
  apiType: "chat_completions",
  family: "openai",
  usageOnRequest: true,
  inputChars: chatInputChars,
  readRequest: readChatRequest,
  readReply: readChatReply,
  content: CHAT_CONTENT,
  collect: (params, keeps) =>
    new ChatCollector(keeps === "length" && params["response_format"] !== undefined ? "text" : keeps),
};

export const RESPONSES: Api = {
  operation: "chat",
  apiType: "responses",
  family: "openai",
  usageOnRequest: false,
  inputChars: responsesInputChars,
  readRequest: readResponsesRequest,
  readReply: readResponsesReply,
  content: RESPONSES_CONTENT,
  collect: (_params, keeps) => new ResponsesCollector(keeps),
};

/** Shortening a conversation costs tokens like any answer, and is none. */
export const COMPACTIONS: Api = { ...RESPONSES, operation: "compaction" };

/** The API before chat: one prompt, and text in place of messages. */
export const COMPLETIONS: Api = {
  operation: "text_completion",
  apiType: null,
  family: "openai",
  usageOnRequest: true,
  inputChars: (params) => textLength(params["prompt"]),
  readRequest: (params) => ({ ...readChatRequest(params), prefix: params["prompt"] }),
  readReply: readChatReply,
  content: PROMPT_CONTENT,
  collect: (_params, keeps) => new ChatCollector(keeps === "content" ? keeps : "length"),
};

export const EMBEDDINGS: Api = {
  operation: "embeddings",
  apiType: null,
  family: "openai",
  usageOnRequest: false,
  inputChars: (params) => textLength(params["input"]),
  readRequest: (params) => plainRequest(params["input"]),
  readReply: readEmbeddingReply,
  content: INPUT_CONTENT,
  collect: () => new ChatCollector("length"),
};

function readEmbeddingReply(body: unknown): ReplyFacts {
  const { model, usage, data } = bag(body);
  return {
    ...EMPTY_REPLY,
    model: text(model),
    hasContent: Array.isArray(data),
    usage: readChatUsage(usage),
    usageRaw: usage ?? null,
  };
}
