import type { Api } from "../api.ts";
import { EMPTY_REPLY } from "../api.ts";
import { bag } from "../peek.ts";
import { MessagesCollector } from "./collect-messages.ts";
import { readMessagesReply } from "./read-messages-reply.ts";
import { MESSAGES_CONTENT } from "./read-messages-content.ts";
import { messagesInputChars, readMessagesRequest } from "./read-messages-request.ts";

/** Free, and recorded all the same: how much input a model would see. */
export const COUNT_TOKENS: Api = {
  operation: "count_tokens",
  apiType: null,
  family: "anthropic",
  usageOnRequest: false,
  inputChars: messagesInputChars,
  readRequest: readMessagesRequest,
  readReply: () => ({ ...EMPTY_REPLY, hasContent: true }),
  content: MESSAGES_CONTENT,
  collect: () => new MessagesCollector("length"),
};

export const MESSAGES: Api = {
  operation: "chat",
  apiType: null,
  family: "anthropic",
  usageOnRequest: false,
  inputChars: messagesInputChars,
  readRequest: readMessagesRequest,
  readReply: readMessagesReply,
  content: MESSAGES_CONTENT,
  collect: (params, keeps) => {
    const format = bag(params["output_config"])["format"] ?? params["output_format"];
    return new MessagesCollector(keeps === "length" && format !== undefined ? "text" : keeps);
  },
};
