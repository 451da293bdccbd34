import type { Call } from "#lib/domain/call.ts";
import { failureGroup } from "#lib/domain/failure.ts";

import { countAnswer } from "./count-quality.ts";
import { MEASURES_OF_FAILURE } from "./measures.ts";
import type { JudgedCall } from "./read-task.ts";
import { addCheck, addMeasure, addValue } from "./sums.ts";
import type { Sums } from "./sums.ts";

/** Adds one call, with its money, to the sums of a cell. */
export function countCall(sums: Sums, judged: JudgedCall): void {
  const { call } = judged;
  countMoney(sums, judged);
  countUsage(sums, call);
  if (call.operation !== "generation") {
    addMeasure(sums, "other_calls", 1);
    return;
  }
  addMeasure(sums, "calls", 1);
  const ended = MEASURES_OF_FAILURE[call.failure];
  addMeasure(sums, ended.calls, 1);
  addMeasure(sums, ended.cost, call.cost.total ?? 0n);
  if (judged.reask) addMeasure(sums, "reasks", 1);
  if (!call.fromCache && call.usage === null && call.failure === "ok") addMeasure(sums, "calls_without_usage", 1);
  countRetriesOf(sums, judged);
  countTools(sums, judged);
  countAnswer(sums, judged);
  for (const [name, passed] of Object.entries(call.facts.checks ?? {}))
    addCheck(sums, name, { recorded: 1, passed: Number(passed) });
  if (!call.fromCache) recordTimes(sums, call);
}

function countMoney(sums: Sums, { call, waste }: JudgedCall): void {
  const { total, possiblyBilled, estimated } = call.cost;
  addMeasure(sums, "cost", total ?? 0n);
  addMeasure(sums, "possibly_billed", possiblyBilled ?? 0n);
  const cutOff = call.failure === "timeout" || call.failure === "aborted";
  if (possiblyBilled !== null || (cutOff && total === null)) addMeasure(sums, "possibly_billed_calls", 1);
  if (estimated) addMeasure(sums, "estimated_calls", 1);
  if (call.fromCache) addMeasure(sums, "cached_calls", 1);
  if (waste) addMeasure(sums, `waste_${waste.cause}`, waste.nano);
}

function countUsage(sums: Sums, { usage, cost }: Call): void {
  if (!usage) return;
  addMeasure(sums, "usage_calls", 1);
  if (cost.total === null) addMeasure(sums, "unpriced_calls", 1);
  addMeasure(sums, "input_uncached", usage.inputUncached ?? 0);
  addMeasure(sums, "cache_read", usage.cacheRead ?? 0);
  addMeasure(sums, "cache_write", usage.cacheWrite5m ?? 0);
  addMeasure(sums, "cache_write", usage.cacheWrite1h ?? 0);
  addMeasure(sums, "output", usage.output ?? 0);
  addMeasure(sums, "reasoning", usage.reasoning ?? 0);
}

function countRetriesOf(sums: Sums, { retries }: JudgedCall): void {
  if (retries?.attempts == null || retries.retries === null) return;
  addMeasure(sums, "calls_with_attempts", 1);
  addMeasure(sums, "attempts", retries.attempts);
  addMeasure(sums, "retries", retries.retries);
  if (retries.retries > 0) addMeasure(sums, "retried_calls", 1);
}

function countTools(sums: Sums, { call, reask }: JudgedCall): void {
  const judged = call.toolCalls.filter((tool) => tool.verdict !== "not_validated");
  const valid = judged.filter((tool) => tool.verdict === "valid");
  addMeasure(sums, "tool_calls", judged.length);
  addMeasure(sums, "valid_tool_calls", valid.length);
  if (reask) return;
  addMeasure(sums, "first_tool_calls", judged.length);
  addMeasure(sums, "first_valid_tool_calls", valid.length);
}

function recordTimes(sums: Sums, call: Call): void {
  // A batch waits for hours by agreement: that is no model's slowness.
  if (call.serviceTier === "batch") return;
  const durationMs = (call.endUs - call.startUs) / 1000;
  // No call takes no time: one told by a log record that does not say how long it took has no known duration.
  if (durationMs > 0) addValue(sums, "duration_ms", durationMs);
  if (call.ttftMs !== null) addValue(sums, "ttft_ms", call.ttftMs);
  else if (neverGotAToken(call)) addValue(sums, "ttft_ms", Infinity);
  const output = call.usage?.output ?? 0;
  if (call.streamed === true && call.ttftMs !== null && output > 0 && durationMs > call.ttftMs)
    addValue(sums, "output_tokens_per_s", output / ((durationMs - call.ttftMs) / 1000));
}

/** A stream that failed before its first token ranks slower than any that got one, or an outage would look fast. */
function neverGotAToken(call: Call): boolean {
  const group = failureGroup(call.failure);
  return call.streamed === true && (group === "transport" || group === "provider") && !((call.usage?.output ?? 0) > 0);
}
