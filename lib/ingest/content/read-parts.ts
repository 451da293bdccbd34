import type { ContentPart, PartType } from "#lib/domain/content.ts";
import { isRecord } from "../read-attributes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What each convention calls the parts of a message. What is not listed is an attachment. */
const TYPES: ReadonlyMap<unknown, PartType> = new Map<unknown, PartType>([
  ["text", "text"],
  ["input_text", "text"],
  ["output_text", "text"],
  ["summary_text", "text"],
  ["refusal", "text"],
  ["reasoning", "reasoning"],
  ["thinking", "reasoning"],
  ["tool_call", "tool_call"],
  ["tool-call", "tool_call"],
  ["tool_use", "tool_call"],
  ["function", "tool_call"],
  ["function_call", "tool_call"],
  ["server_tool_call", "tool_call"],
  ["server_tool_use", "tool_call"],
  ["tool_call_response", "tool_result"],
  ["tool-result", "tool_result"],
  ["tool_result", "tool_result"],
  ["function_call_output", "tool_result"],
  ["server_tool_call_response", "tool_result"],
]);

/** Fields that hold what a part says, the first that is there. */
const SAYS: Readonly<Record<PartType, readonly string[]>> = {
  text: ["content", "text", "refusal"],
  reasoning: ["content", "thinking", "text", "summary"],
  tool_call: ["arguments", "input", "args", "server_tool_call"],
  tool_result: ["response", "result", "output", "content", "server_tool_call_response"],
  attachment: ["uri", "url", "file_id", "filename"],
};
const IDS = ["id", "tool_call_id", "tool_use_id", "toolCallId", "call_id"] as const;
const NAMES = ["name", "toolName"] as const;

/** The parts of a message: a text, a part, or a list of these. */
export function readParts(content: unknown): ContentPart[] {
  const list = Array.isArray(content) ? content : [content];
  return list.flatMap((entry): ContentPart[] => {
    if (entry === null || entry === undefined) return [];
    return [isRecord(entry) ? readPart(unwrap(entry)) : { type: "text", text: textOf(entry) }];
  });
}

/** Tool calls that stand beside the content, as OpenAI and Vercel write them. */
export function readToolCalls(calls: unknown): ContentPart[] {
  return (Array.isArray(calls) ? calls : []).flatMap((call: unknown) =>
    isRecord(call) ? [readPart({ type: "tool_call", ...functionOf(unwrap(call)), ...idOf(unwrap(call)) })] : [],
  );
}

/** OpenInference and Google put a part into a field that names it. */
function unwrap(entry: Fields): Fields {
  for (const [field, type] of WRAPPERS) {
    const inner = entry[field];
    if (isRecord(inner)) return type === null ? inner : { ...inner, type };
  }
  return entry;
}

const WRAPPERS: readonly (readonly [string, string | null])[] = [
  ["message_content", null],
  ["tool_call", null],
  ["functionCall", "tool_call"],
  ["function_call", "tool_call"],
  ["functionResponse", "tool_result"],
  ["function_response", "tool_result"],
];

function functionOf(call: Fields): Fields {
  const inner = call["function"];
  return isRecord(inner) ? inner : { ...call, type: "tool_call" };
}

function readPart(part: Fields): ContentPart {
  const said = part["type"] ?? (typeof part["text"] === "string" ? "text" : undefined);
  const type = TYPES.get(said) ?? "attachment";
  const value = SAYS[type].map((field) => part[field]).find((found) => found !== undefined && found !== null);
  if (type === "attachment") return { type, text: describeAttachment(part, said, value) };
  const name = NAMES.map((field) => part[field]).find((found) => typeof found === "string");
  const isTool = type === "tool_call" || type === "tool_result";
  return { type, text: textOf(value), ...(isTool && { ...idOf(part), ...(name !== undefined && { name }) }) };
}

function idOf(part: Fields): { readonly id?: string } {
  const id = IDS.map((field) => part[field]).find((found) => typeof found === "string");
  return id === undefined ? {} : { id: id.slice(0, 256) };
}

/** What it was: its kind, its media type, its size, and where it lies if that is a place and not the bytes themselves. */
function describeAttachment(part: Fields, type: unknown, value: unknown): string {
  const kind = part["modality"] ?? type ?? "attachment";
  const media = part["mime_type"] ?? part["mimeType"] ?? part["media_type"] ?? part["mediaType"];
  const place = typeof value === "string" && !/^data:/i.test(value) && value.length <= 1024 ? value : undefined;
  const size = typeof part["size"] === "number" ? `${part["size"]} bytes` : undefined;
  return [kind, media, size, place].filter((word) => typeof word === "string" && word !== "").join(" ");
}

/** A value as text: as it is, the texts of a list of parts, or JSON. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (Array.isArray(value) && value.every((entry) => isRecord(entry) && typeof entry["text"] === "string"))
    return value.map((entry: Fields) => entry["text"]).join("\n");
  return JSON.stringify(value);
}
