import {
  blobPart,
  filePart,
  mediaPart,
  parsed,
  reasoningPart,
  serverToolPart,
  textPart,
  withoutBytes,
} from "../content/parts.ts";
import type { ContentReader, Message, Modality, Part, RequestContent } from "../content/parts.ts";
import { bag, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";

/** Anthropic's words for why an answer ended → the convention's. */
const FINISH: Readonly<Record<string, string>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_call",
  refusal: "content_filter",
};

export const MESSAGES_CONTENT: ContentReader = { request: readRequest, reply: readReply };

function readRequest(params: unknown): RequestContent {
  const { system, messages, tools } = bag(params);
  const said = list(messages).map((entry) => {
    const { role, content } = bag(entry);
    return { role: text(role) ?? "user", parts: readContent(content) };
  });
  return { instructions: readContent(system), messages: said, tools: list(tools).map(readTool) };
}

/** A definition in the convention's words; the provider's own tools have none but their type. */
function readTool(tool: unknown): unknown {
  const { input_schema: parameters, type, ...rest } = bag(tool);
  if (parameters === undefined) return tool;
  return { type: type === "custom" ? "function" : (text(type) ?? "function"), ...rest, parameters };
}

function readReply(body: unknown): Message[] {
  const { content, stop_reason: stop } = bag(body);
  const parts = readContent(content);
  const finish = text(stop);
  if (parts.length === 0 && finish === null) return [];
  return [{ role: "assistant", parts, ...(finish !== null && { finish_reason: FINISH[finish] ?? finish }) }];
}

function readContent(content: unknown): Part[] {
  return Array.isArray(content) ? list(content).flatMap((block) => readBlock(bag(block))) : textPart(content);
}

function readBlock(block: Bag): Part[] {
  const type = text(block["type"]) ?? "text";
  const id = text(block["id"]);
  switch (type) {
    case "text":
      return textPart(block["text"]);
    case "thinking":
      return reasoningPart(block["thinking"]);
    case "redacted_thinking":
      return [];
    case "tool_use":
      return [{ type: "tool_call", id, name: text(block["name"]) ?? "", arguments: parsed(block["input"]) }];
    case "tool_result":
      return [{ type: "tool_call_response", id: text(block["tool_use_id"]), response: readResult(block["content"]) }];
    case "image":
      return readSource(bag(block["source"]), "image");
    case "document":
      return [
        ...textPart(block["title"]),
        ...textPart(block["context"]),
        ...readSource(bag(block["source"]), "document"),
      ];
    case "container_upload":
      return filePart(block["file_id"], "document");
    default:
      return [readForeign(type, block)];
  }
}

/** What the provider executes, and what came of it. */
function readForeign(type: string, block: Bag): Part {
  const { tool_use_id: id, content } = block;
  if (!type.endsWith("_result")) return serverToolPart(withoutBytes(block));
  const response = { type, content: withoutBytes(content ?? null) };
  return { type: "server_tool_call_response", id: text(id), server_tool_call_response: response };
}

/** A result is its text where it is nothing but text. */
function readResult(content: unknown): unknown {
  if (!Array.isArray(content)) return content ?? null;
  const parts = readContent(content);
  const [only] = parts;
  return parts.length === 1 && only?.type === "text" ? only.content : parts;
}

function readSource(source: Bag, modality: Modality): Part[] {
  switch (source["type"]) {
    case "base64":
      return blobPart(source["data"], modality, source["media_type"]);
    case "url":
      return mediaPart(source["url"], modality);
    case "file":
      return filePart(source["file_id"], modality);
    default:
      return source["type"] === "text" ? textPart(source["data"]) : readContent(source["content"]);
  }
}
