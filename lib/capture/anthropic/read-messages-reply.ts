import type { ReplyFacts, SeenTool } from "../api.ts";
import { EMPTY_REPLY } from "../api.ts";
import { bag, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { readMessageUsage, readSideUsage, readToolUses } from "./read-usage.ts";

const TRUNCATED: ReadonlySet<string> = new Set(["max_tokens", "model_context_window_exceeded"]);
const HOSTED: ReadonlySet<string> = new Set(["server_tool_use", "mcp_tool_use"]);
const SILENT: ReadonlySet<string> = new Set(["text", "thinking", "redacted_thinking"]);

/** One content block of a message; `raw` holds tool input as it was streamed. */
export interface BlockFacts {
  readonly block: Bag;
  readonly raw: string | null;
}

/** Reads the JSON body of a message. */
export function readMessagesReply(body: unknown): ReplyFacts {
  const whole = bag(body);
  const blocks = list(whole["content"]).map((block) => ({ block: bag(block), raw: null }));
  const facts = joinBlocks(whole, blocks);
  const { type, message } = bag(whole["error"]);
  return type === undefined ? facts : { ...facts, error: { code: text(type), message: text(message) } };
}

/** Joins the head of a message (id, model, stop reason, usage) and its blocks into one reply. */
export function joinBlocks(head: Bag, blocks: readonly BlockFacts[]): ReplyFacts {
  const stop = text(head["stop_reason"]);
  const usage = head["usage"];
  const texts = blocks.map(({ block }) => text(block["text"])).filter((part) => part !== null);
  const tools = blocks.flatMap(readBlockTool);
  const other = blocks.some(({ block }) => !SILENT.has(text(block["type"]) ?? "text"));
  return {
    ...EMPTY_REPLY,
    id: text(head["id"]),
    model: text(head["model"]),
    serviceTier: text(bag(usage)["service_tier"]),
    speed: text(bag(usage)["speed"]),
    finishReasons: stop === null ? [] : [stop],
    refused: stop === "refusal",
    truncated: stop !== null && TRUNCATED.has(stop),
    hasContent: texts.length > 0 || tools.length > 0 || other || stop === "pause_turn",
    texts: texts.length === 0 ? [] : [texts.join("")],
    tools,
    usage: readMessageUsage(usage),
    usageRaw: usage ?? null,
    toolUses: readToolUses(usage),
    sideUsage: readSideUsage(usage),
  };
}

function readBlockTool({ block, raw }: BlockFacts): SeenTool[] {
  const type = text(block["type"]) ?? "";
  const name = text(block["name"]) ?? type;
  if (HOSTED.has(type)) return [{ name, kind: "hosted", raw: null }];
  if (type !== "tool_use") return [];
  return [{ name, kind: "function", raw, ...(raw === null && { parsed: block["input"] ?? null }) }];
}
