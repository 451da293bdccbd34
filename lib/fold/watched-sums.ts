import { DAY_MS } from "#lib/domain/time.ts";

import { MEASURES_OF_FAILURE } from "./measures.ts";
import type { AnyMeasure } from "./measures.ts";
import type { Sums } from "./sums.ts";

/** How long sums by the minute are kept: alerts look back half a day, a weekend's outage and catching up included. */
export const KEEP_MINUTES_MS = 3 * DAY_MS;

/** What alerts watch by the minute, and what rate limits count. All of it is known when the call is: a later outcome writes no minute again. */
const WATCHED: ReadonlySet<AnyMeasure> = new Set<AnyMeasure>([
  "cost",
  "calls",
  "other_calls",
  "usage_calls",
  "unpriced_calls",
  "calls_with_attempts",
  "retries",
  "retried_calls",
  "reasks",
  "tool_calls",
  "valid_tool_calls",
  "json_requested",
  "json_ok",
  "input_uncached",
  "cache_read",
  "cache_write",
  "output",
  ...Object.values(MEASURES_OF_FAILURE).flatMap(({ calls, cost }) => [calls, cost]),
]);

/** Only what is kept by the minute of a call's sums: counts, cost, checks and the time to the first token. */
export function watched(sums: Sums): Sums {
  const measures = sums.measures.only(WATCHED);
  const { ttft_ms } = sums.histograms;
  return {
    measures,
    checks: sums.checks,
    histograms: { ttft_ms, duration_ms: new Map(), output_tokens_per_s: new Map() },
  };
}
