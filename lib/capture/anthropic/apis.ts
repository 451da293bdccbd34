import type { Api } from "../api.ts";
import { bag } from "../peek.ts";
import { MessagesCollector } from "./collect-messages.ts";
import { readMessagesReply } from "./read-messages-reply.ts";
import { messagesInputChars, readMessagesRequest } from "./read-messages-request.ts";

export const MESSAGES: Api = {
  operation: "chat",
  apiType: null,
  family: "anthropic",
  usageOnRequest: false,
  inputChars: messagesInputChars,
  readRequest: readMessagesRequest,
  readReply: readMessagesReply,
  collect: (params) => {
    const format = bag(params["output_config"])["format"] ?? params["output_format"];
    return new MessagesCollector(format !== undefined);
  },
};
