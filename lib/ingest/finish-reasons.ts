import type { AttributeValue } from "./decoded-span.ts";
import { parseJson } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

/** Every provider's word for how a generation ended → one word each. Words not listed stay as they are. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["completed", "stop"],
  ["eos", "stop"],
  ["finish_reason_stop", "stop"],
  ["tool_call", "tool_calls"],
  ["tool_use", "tool_calls"],
  ["tool-calls", "tool_calls"],
  ["function_call", "tool_calls"],
  ["max_tokens", "length"],
  ["max_output_tokens", "length"],
  ["finish_reason_max_tokens", "length"],
  ["content-filter", "content_filter"],
  ["safety", "content_filter"],
  ["recitation", "content_filter"],
  ["blocklist", "content_filter"],
  ["prohibited_content", "content_filter"],
  ["spii", "content_filter"],
  ["guardrail_intervened", "content_filter"],
  ["content_filtered", "content_filter"],
  ["failed", "error"],
  ["malformed_function_call", "error"],
]);

const MOST_REASONS = 32;

/** A list, a JSON list, one word, or words joined by commas (merged stream events). */
export function readFinishReasons(value: AttributeValue): string[] {
  const words = Array.isArray(value) ? value : split(value);
  const reasons: string[] = [];
  for (const word of words) {
    if (typeof word !== "string" || word === "" || word === "in_progress") continue;
    const lower = storable(word.toLowerCase(), 64);
    if (reasons.length < MOST_REASONS) reasons.push(SYNONYMS.get(lower) ?? lower);
  }
  return reasons;
}

function split(value: AttributeValue): readonly unknown[] {
  if (typeof value !== "string") return [];
  if (value.startsWith("[")) {
    const list = parseJson(value);
    if (Array.isArray(list)) return list;
  }
  if (value.startsWith('"')) return [parseJson(value)];
  return value.split(",").map((word) => word.trim());
}
