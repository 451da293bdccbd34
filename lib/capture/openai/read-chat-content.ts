import { blobPart, filePart, mediaPart, parsed, reasoningPart, textPart, withoutBytes } from "../content/parts.ts";
import type { ContentReader, Message, Part, RequestContent } from "../content/parts.ts";
import { bag, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";

/** Chat's words for why an answer ended → the convention's. */
const FINISH: Readonly<Record<string, string>> = { tool_calls: "tool_call", function_call: "tool_call" };

export const CHAT_CONTENT: ContentReader = { request: readRequest, reply: readChoices };

/** The API before chat: a prompt, or several. */
export const PROMPT_CONTENT: ContentReader = {
  request: (params) => userText(bag(params)["prompt"]),
  reply: readChoices,
};

/** A request of nothing but text: one, or a list of them. */
export function userText(said: unknown): RequestContent {
  const parts = Array.isArray(said) ? list(said).flatMap(textOrTokens) : textPart(said);
  return { instructions: [], messages: parts.length === 0 ? [] : [{ role: "user", parts }], tools: [] };
}

/** Prompts and inputs may be given as lists of tokens, which say nothing to a reader. */
function textOrTokens(entry: unknown): Part[] {
  return typeof entry === "object" ? readPart(bag(entry)) : textPart(entry);
}

function readRequest(params: unknown): RequestContent {
  const { messages, tools, functions } = bag(params);
  const declared = [
    ...list(tools).map(readTool),
    ...list(functions).map((entry) => ({ type: "function", ...bag(entry) })),
  ];
  return { instructions: [], messages: list(messages).map((message) => readMessage(bag(message))), tools: declared };
}

/** Chat holds a definition one level down. */
function readTool(tool: unknown): unknown {
  const { type, ...rest } = bag(tool);
  const own = rest["function"] ?? rest["custom"];
  return own === undefined ? tool : { type: text(type) ?? "function", ...bag(own) };
}

function readMessage(message: Bag): Message {
  const role = text(message["role"]) ?? "user";
  const name = text(message["name"]);
  const content = readContent(message["content"]);
  const answered = role === "tool" || role === "function";
  const parts: Part[] = answered
    ? [readResponse(message)]
    : [...readThoughts(message), ...content, ...readAnswer(message)];
  return { role: answered ? "tool" : role, parts, ...(name !== null && { name }) };
}

function readResponse(message: Bag): Part {
  const { tool_call_id: id, name, content } = message;
  const response = Array.isArray(content) ? withoutBytes(content) : content;
  return { type: "tool_call_response", id: text(id) ?? text(name), response: response ?? null };
}

function readThoughts(message: Bag): Part[] {
  return reasoningPart(message["reasoning_content"] ?? message["reasoning"]);
}

/** What an answer has beside its text. */
function readAnswer(message: Bag): Part[] {
  const calls = list(message["tool_calls"]).map((call) => readCall(bag(call)));
  const legacy = bag(message["function_call"]);
  if (typeof legacy["name"] === "string") calls.push(readCall({ function: legacy }));
  const audio = bag(message["audio"]);
  const spoken =
    audio["id"] === undefined ? [] : [...textPart(audio["transcript"]), ...blobPart(audio["data"], "audio", null)];
  const images = list(message["images"]).flatMap((image) => mediaPart(bag(bag(image)["image_url"])["url"], "image"));
  return [...textPart(message["refusal"]), ...spoken, ...images, ...calls];
}

function readCall(call: Bag): Part {
  const own = bag(call["function"] ?? call["custom"]);
  const args = call["custom"] === undefined ? parsed(own["arguments"]) : own["input"];
  return { type: "tool_call", id: text(call["id"]), name: text(own["name"]) ?? "", arguments: args ?? null };
}

function readContent(content: unknown): Part[] {
  return Array.isArray(content) ? list(content).flatMap((part) => readPart(bag(part))) : textPart(content);
}

function readPart(part: Bag): Part[] {
  const audio = bag(part["input_audio"]);
  const file = bag(part["file"]);
  switch (part["type"]) {
    case "image_url":
      return mediaPart(bag(part["image_url"])["url"] ?? part["image_url"], "image");
    case "input_audio":
      return blobPart(audio["data"], "audio", text(audio["format"]) === null ? null : `audio/${text(audio["format"])}`);
    case "file":
      return file["file_id"] === undefined
        ? mediaPart(file["file_data"], "document")
        : filePart(file["file_id"], "document");
    default:
      return textPart(part["text"] ?? part["refusal"]);
  }
}

function readChoices(body: unknown): Message[] {
  return list(bag(body)["choices"]).map((entry) => {
    const choice = bag(entry);
    const message = bag(choice["message"]);
    const said = [
      ...readThoughts(message),
      ...readContent(message["content"] ?? choice["text"]),
      ...readAnswer(message),
    ];
    const finish = text(choice["finish_reason"]);
    return { role: "assistant", parts: said, ...(finish !== null && { finish_reason: FINISH[finish] ?? finish }) };
  });
}
