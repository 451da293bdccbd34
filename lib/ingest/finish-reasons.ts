import type { AttributeValue } from "./decoded-span.ts";
import { parseJson } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

/** Every provider's word for how a generation ended → one word each. Words not listed stay as they are. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["completed", "stop"],
  ["eos", "stop"],
  ["complete", "stop"],
  ["tool_call", "tool_calls"],
  ["tool_use", "tool_calls"],
  ["tool-calls", "tool_calls"],
  ["toolcalls", "tool_calls"],
  ["function_call", "tool_calls"],
  ["max_tokens", "length"],
  ["max_output_tokens", "length"],
  ["model_length", "length"],
  ["content-filter", "content_filter"],
  ["contentfilter", "content_filter"],
  ["error_toxic", "content_filter"],
  ["image_safety", "content_filter"],
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
const LONGEST_LIST = 1024;
/** Names of enumerations that some languages write before their words: `FinishReason.MAX_TOKENS`. */
const ENUM = /^finish_?reason[._]/;

/** A list, a JSON list, one word, or words joined by commas (merged stream events). */
export function readFinishReasons(value: AttributeValue): string[] {
  const words = Array.isArray(value) ? value : split(value);
  const reasons: string[] = [];
  for (const word of words) {
    if (typeof word !== "string" || word === "" || word === "in_progress") continue;
    const lower = storable(word.toLowerCase().replace(ENUM, ""), 64);
    if (reasons.length < MOST_REASONS) reasons.push(SYNONYMS.get(lower) ?? lower);
  }
  return reasons;
}

function split(value: AttributeValue): readonly unknown[] {
  if (typeof value !== "string") return [];
  if (value.startsWith("[")) {
    const list = parseJson(value);
    // Python writes lists with single quotes.
    return Array.isArray(list) ? list : (value.slice(0, LONGEST_LIST).match(/[\w.-]+/g) ?? []);
  }
  if (value.startsWith('"')) return [parseJson(value)];
  return value.split(",").map((word) => word.trim());
}
