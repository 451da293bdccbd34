import type { ReplyFacts, SeenTool } from "../api.ts";
import { EMPTY_REPLY } from "../api.ts";
import { bag, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { readChatUsage } from "./read-usage.ts";

/** What one choice of a chat completion says, whether it came whole or in pieces. */
export interface ChoiceFacts {
  readonly finish: string | null;
  readonly content: string | null;
  readonly refused: boolean;
  /** Audio, images or anything else that is an answer without being text. */
  readonly hasOther: boolean;
  readonly tools: readonly SeenTool[];
}

export interface ChatHead {
  readonly id: unknown;
  readonly model: unknown;
  readonly serviceTier: unknown;
  readonly usage: unknown;
}

/** Reads the JSON body of a chat completion. */
export function readChatReply(body: unknown): ReplyFacts {
  const whole = bag(body);
  const choices = list(whole["choices"]).map((choice) => readChoice(bag(choice)));
  const head = { id: whole["id"], model: whole["model"], serviceTier: whole["service_tier"], usage: whole["usage"] };
  const facts = joinChoices(head, choices);
  const error = whole["error"];
  if (choices.length > 0 || error === undefined || error === null) return facts;
  const { code, message } = bag(error);
  const word = typeof code === "number" ? String(code) : text(code);
  return { ...facts, error: { code: word, message: text(message) } };
}

/** Joins choices and head into one reply. */
export function joinChoices(head: ChatHead, choices: readonly ChoiceFacts[]): ReplyFacts {
  const finishes = choices.map((choice) => choice.finish).filter((finish) => finish !== null);
  const tools = choices.flatMap((choice) => choice.tools);
  const texts = choices.map((choice) => choice.content).filter((content) => content !== null);
  const uses = bag(bag(head.usage)["server_tool_use_details"])["web_search_requests"];
  return {
    ...EMPTY_REPLY,
    id: text(head.id),
    model: text(head.model),
    serviceTier: text(head.serviceTier),
    finishReasons: finishes,
    refused: choices.some((choice) => choice.refused),
    filtered: finishes.includes("content_filter"),
    truncated: finishes.includes("length"),
    hasContent:
      tools.length > 0 || texts.some((content) => content !== "") || choices.some((choice) => choice.hasOther),
    texts,
    tools,
    usage: readChatUsage(head.usage),
    usageRaw: head.usage ?? null,
    toolUses: typeof uses === "number" && uses > 0 ? { web_search: uses } : {},
  };
}

function readChoice(choice: Bag): ChoiceFacts {
  const message = bag(choice["message"]);
  const tools = list(message["tool_calls"]).map((call) => readToolCall(bag(call)));
  const legacy = bag(message["function_call"]);
  if (typeof legacy["name"] === "string") tools.push(readFunction(legacy));
  return {
    finish: text(choice["finish_reason"]),
    // The older completions API answers with the text itself.
    content: readContent(message["content"] ?? choice["text"]),
    refused: text(message["refusal"]) !== null,
    hasOther: Boolean(message["audio"]) || list(message["images"]).length > 0,
    tools,
  };
}

/** Content is text, or with some servers a list of parts. */
function readContent(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  return content.map((part) => text(bag(part)["text"]) ?? "").join("");
}

function readToolCall(call: Bag): SeenTool {
  const custom = bag(call["custom"]);
  if (typeof custom["name"] === "string") return { name: custom["name"], kind: "custom", raw: text(custom["input"]) };
  return readFunction(bag(call["function"]));
}

function readFunction({ name, arguments: args }: Bag): SeenTool {
  const raw = typeof args === "string" ? args : null;
  return { name: text(name) ?? "", kind: "function", raw, ...(raw === null && { parsed: args ?? null }) };
}
