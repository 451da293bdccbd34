import type { ContentMessage, ContentPart } from "#lib/domain/content.ts";
import { at, isRecord, parseJson } from "../read-attributes.ts";
import { readParts, readToolCalls, textOf } from "./read-parts.ts";

const MOST_MESSAGES = 4096;
/** Answers within answers: a response in a choice in a wrapper. */
const MOST_DEPTH = 8;

const ROLES: ReadonlyMap<string, string> = new Map([
  ["human", "user"],
  ["ai", "assistant"],
  ["model", "assistant"],
  ["developer", "system"],
  ["function", "tool"],
]);

/**
 * Messages however they are written: a JSON text or a value in the form of OpenTelemetry, OpenAI (both of its APIs), Anthropic, Google
 * or Vercel; what is none of these is one message with its text.
 * @param role whose they are where they do not say.
 */
export function readMessages(value: unknown, role: string): ContentMessage[] {
  return read(value, role, 0).slice(-MOST_MESSAGES);
}

function read(value: unknown, role: string, depth: number): ContentMessage[] {
  const said = typeof value === "string" && /^\s*[[{"]/.test(value) ? (parseJson(value) ?? value) : value;
  if (said === null || said === undefined || said === "" || depth > MOST_DEPTH) return [];
  if (Array.isArray(said)) return readList(said, role, depth);
  if (isRecord(said)) return readRecord(said, role, depth);
  return message(role, [{ type: "text", text: textOf(said) }]);
}

function readList(list: readonly unknown[], role: string, depth: number): ContentMessage[] {
  if (!list.some(isMessage)) return message(role, readParts(list));
  return list.flatMap((entry) => read(entry, role, depth + 1));
}

/** A list holds messages, or the parts of a single one. */
function isMessage(entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  if (HEADS.some((field) => field in entry) || ITEMS.has(entry["type"])) return true;
  return isRecord(entry["content"]) || (typeof entry["content"] === "string" && !("type" in entry));
}

const HEADS = ["role", "message", "parts", "tool_calls"] as const;

/** Items of OpenAI's Responses API that stand beside messages, and whose they are. */
const ITEMS: ReadonlyMap<unknown, string> = new Map([
  ["function_call", "assistant"],
  ["function_call_output", "tool"],
  ["reasoning", "assistant"],
]);
/** Where an answer or a request in a provider's own form holds its messages. */
const WITHIN = ["messages", "contents", "choices", "candidates", "output", "message", "content"] as const;

function readRecord(record: Readonly<Record<string, unknown>>, role: string, depth: number): ContentMessage[] {
  const own = typeof record["role"] === "string" ? nameRole(record["role"]) : null;
  if (own === null) {
    const inner = WITHIN.find((key) => typeof record[key] === "object" && record[key] !== null);
    if (inner !== undefined) {
      const system = record["system"] ?? record["instructions"] ?? record["system_instruction"];
      return [...read(system, "system", depth + 1), ...read(record[inner], role, depth + 1)];
    }
  }
  const whose = ITEMS.get(record["type"]);
  if (whose !== undefined) return message(whose, readParts([record]));
  return message(own ?? role, partsOf(record, own ?? role));
}

function nameRole(role: string): string {
  return ROLES.get(role) ?? role.slice(0, 64);
}

function partsOf(record: Readonly<Record<string, unknown>>, role: string): ContentPart[] {
  const content = record["parts"] ?? record["contents"] ?? record["content"] ?? record["text"];
  const calls = readToolCalls(record["tool_calls"] ?? record["toolCalls"]);
  const reasoning = record["reasoning_content"];
  const thought: ContentPart[] = typeof reasoning === "string" ? [{ type: "reasoning", text: reasoning }] : [];
  if (role === "tool" && !Array.isArray(content)) return [answerOf(record, content)];
  if (content !== undefined) return [...thought, ...readParts(content), ...calls];
  // A value of no form that is known is shown as it is.
  return calls.length > 0 ? calls : readParts([JSON.stringify(record)]);
}

function answerOf(record: Readonly<Record<string, unknown>>, content: unknown): ContentPart {
  const id = at(record, "tool_call_id") ?? at(record, "id");
  const name = record["name"];
  return {
    type: "tool_result",
    text: textOf(content),
    ...(typeof id === "string" && { id }),
    ...(typeof name === "string" && { name }),
  };
}

function message(role: string, parts: readonly ContentPart[]): ContentMessage[] {
  const said = parts.filter(({ type, text }) => type === "tool_call" || type === "tool_result" || text !== "");
  return said.length === 0 ? [] : [{ role, parts: said }];
}
