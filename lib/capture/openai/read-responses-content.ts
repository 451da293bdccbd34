import {
  filePart,
  mediaPart,
  parsed,
  reasoningPart,
  serverToolPart,
  textPart,
  withoutBytes,
} from "../content/parts.ts";
import type { ContentReader, Message, Part, RequestContent } from "../content/parts.ts";
import { bag, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";

const FINISH: Readonly<Record<string, string>> = { max_output_tokens: "length", failed: "error", cancelled: "error" };

export const RESPONSES_CONTENT: ContentReader = { request: readRequest, reply: readOutput };

function readRequest(params: unknown): RequestContent {
  const { instructions, input, tools } = bag(params);
  const messages = Array.isArray(input) ? list(input).map((item) => readItem(bag(item))) : [];
  const said = textPart(input);
  return {
    instructions: textPart(instructions),
    messages: said.length > 0 ? [{ role: "user", parts: said }] : messages.filter(({ parts }) => parts.length > 0),
    tools: list(tools),
  };
}

/** An item of input: a message, or something that was said or done within the conversation. */
function readItem(item: Bag): Message {
  const type = text(item["type"]) ?? "message";
  if (type === "message") return { role: text(item["role"]) ?? "user", parts: readContent(item["content"]) };
  const answers = type.endsWith("_output") || type === "mcp_approval_response";
  return { role: answers ? "tool" : "assistant", parts: readStep(item) };
}

/** What the model did, or what came of it. */
function readStep(item: Bag): Part[] {
  const type = text(item["type"]) ?? "";
  const id = text(item["call_id"]) ?? text(item["id"]);
  const name = text(item["name"]) ?? type;
  if (type === "message") return readContent(item["content"]);
  if (type === "reasoning") return [...readContent(item["summary"]), ...readContent(item["content"])].map(asThought);
  if (type === "function_call") return [{ type: "tool_call", id, name, arguments: parsed(item["arguments"]) }];
  if (type === "custom_tool_call") return [{ type: "tool_call", id, name, arguments: item["input"] ?? null }];
  if (type.endsWith("_call_output")) {
    return [{ type: "tool_call_response", id, response: withoutBytes(item["output"] ?? null) }];
  }
  return type === "item_reference" ? [] : [serverToolPart(withoutBytes(item))];
}

function asThought(part: Part): Part {
  return part.type === "text" ? { ...part, type: "reasoning" } : part;
}

function readContent(content: unknown): Part[] {
  return Array.isArray(content) ? list(content).flatMap((part) => readPart(bag(part))) : textPart(content);
}

function readPart(part: Bag): Part[] {
  switch (part["type"]) {
    case "input_image":
      return [...mediaPart(part["image_url"], "image"), ...filePart(part["file_id"], "image")];
    case "input_file":
      return [
        ...mediaPart(part["file_data"] ?? part["file_url"], "document"),
        ...filePart(part["file_id"], "document"),
      ];
    case "reasoning_text":
      return reasoningPart(part["text"]);
    default:
      return textPart(part["text"] ?? part["refusal"]);
  }
}

/** The items of an answer are one message: what is said in it and what is called. */
function readOutput(body: unknown): Message[] {
  const whole = bag(body);
  const parts = list(whole["output"]).flatMap((item) => readStep(bag(item)));
  if (parts.length === 0) return [];
  const finish = text(bag(whole["incomplete_details"])["reason"]) ?? text(whole["status"]);
  const calls = parts.some(({ type }) => type === "tool_call");
  const word = finish === "completed" ? (calls ? "tool_call" : "stop") : finish;
  return [{ role: "assistant", parts, ...(word !== null && { finish_reason: FINISH[word] ?? word }) }];
}
