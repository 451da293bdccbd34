import { bag } from "./peek.ts";

/** Fields that hold data of other kinds than text: their length says nothing about the size of the work. */
const NOT_TEXT: ReadonlySet<string> = new Set([
  "data",
  "image_url",
  "file_data",
  "url",
  "type",
  "role",
  "id",
  "signature",
]);
const MAX_DEPTH = 12;

/** Characters of a conversation. Most content is plain text, which needs no walk. */
export function messagesLength(messages: unknown): number {
  if (!Array.isArray(messages)) return textLength(messages);
  let sum = 0;
  for (const message of messages as readonly unknown[]) {
    const { content, tool_calls: calls, arguments: args, output } = bag(message);
    sum += textLength(content) + textLength(calls) + textLength(args) + textLength(output);
  }
  return sum;
}

/** Sum of the lengths of all text in a value, images and other blobs left out. */
export function textLength(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return 0;
  let sum = 0;
  if (Array.isArray(value)) {
    for (const entry of value) sum += textLength(entry, depth + 1);
    return sum;
  }
  for (const key in value) {
    if (!NOT_TEXT.has(key)) sum += textLength(bag(value)[key], depth + 1);
  }
  return sum;
}

/** Length of tool definitions: all their text, names of properties included. */
export function definitionLength(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return 0;
  let sum = 0;
  if (Array.isArray(value)) {
    for (const entry of value) sum += definitionLength(entry, depth + 1);
    return sum;
  }
  for (const key in value) sum += key.length + definitionLength(bag(value)[key], depth + 1);
  return sum;
}
