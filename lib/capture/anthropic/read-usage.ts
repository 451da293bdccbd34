import { GEN_AI, PROVIDER } from "#lib/domain/attributes.ts";

import type { SideUsage } from "../api.ts";
import { bag, count, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";

/** Usage as span attributes. Anthropic counts input apart from the cache; the convention's figure includes it. */
export function readMessageUsage(raw: unknown): Record<string, number> | null {
  const block = bag(raw);
  const input = count(block["input_tokens"]);
  const output = count(block["output_tokens"]);
  if (input === null && output === null) return null;
  const read = count(block["cache_read_input_tokens"]);
  const lifetimes = bag(block["cache_creation"]);
  const write5m = count(lifetimes["ephemeral_5m_input_tokens"]);
  const write1h = count(lifetimes["ephemeral_1h_input_tokens"]);
  const split = write5m === null && write1h === null ? null : (write5m ?? 0) + (write1h ?? 0);
  const write = count(block["cache_creation_input_tokens"]) ?? split;
  return known({
    [GEN_AI.inputTokens]: input === null ? null : input + (read ?? 0) + (write ?? 0),
    [GEN_AI.outputTokens]: output,
    [GEN_AI.cacheReadTokens]: read,
    [GEN_AI.cacheWriteTokens]: write,
    [PROVIDER.anthropicCacheWrite5m]: write5m,
    [PROVIDER.anthropicCacheWrite1h]: write1h,
    [GEN_AI.reasoningTokens]: count(bag(block["output_tokens_details"])["thinking_tokens"]),
  });
}

function known(values: Record<string, number | null>): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [key, value] of Object.entries(values)) if (value !== null) kept[key] = value;
  return kept;
}

/** `web_search_requests: 2` → `web_search: 2`; what was not used is left out. */
export function readToolUses(raw: unknown): Record<string, number> {
  const uses: Record<string, number> = {};
  for (const [key, value] of Object.entries(bag(bag(raw)["server_tool_use"]))) {
    if (typeof value === "number" && value > 0) uses[key.replace(/_requests$/, "")] = value;
  }
  return uses;
}

/**
 * Billed parts that the top-level figures leave out: compactions, advisors and fallbacks, each with its own model.
 * Iterations of type `message` are what the top-level figures sum up.
 */
export function readSideUsage(raw: unknown): SideUsage[] {
  return list(bag(raw)["iterations"]).flatMap((entry) => {
    const part = bag(entry);
    const kind = text(part["type"]) ?? "message";
    const usage = readMessageUsage(part);
    return kind === "message" || usage === null ? [] : [{ kind, model: text(part["model"]), usage }];
  });
}

/** Lays a later usage block over an earlier one, field by field; null never overwrites. */
export function mergeUsage(earlier: Bag | null, later: unknown): Bag {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [key, value] of Object.entries(bag(later))) if (value !== null && value !== undefined) merged[key] = value;
  return merged;
}
