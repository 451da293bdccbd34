import { DAY_MS } from "#lib/domain/time.ts";

import { MEASURE_NUMBERS, MEASURES_OF_FAILURE } from "./measures.ts";
import type { AnyMeasure } from "./measures.ts";
import { addChecks, addHistogram, emptySums } from "./sums.ts";
import type { Sums } from "./sums.ts";

/** How long sums by the minute are kept: alerts look back half a day, a weekend's outage and catching up included. */
export const KEEP_MINUTES_MS = 3 * DAY_MS;

/** What alerts watch by the minute, and what rate limits count. All of it is known when the call is: a later outcome writes no minute again. */
const WATCHED: readonly AnyMeasure[] = [
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
];
const PLACES = WATCHED.map((measure) => MEASURE_NUMBERS.get(measure) ?? 0);

/** Only what is kept by the minute of a call's sums. */
export function watched(sums: Sums): Sums {
  const kept = emptySums();
  addWatched(kept, sums, 1);
  return kept;
}

/** Adds only that, or takes it away: counts, cost, checks and the time to the first token. */
export function addWatched(into: Sums, sums: Sums, sign: 1 | -1): void {
  into.measures.addSome(sums.measures, PLACES, sign);
  addChecks(into, sums, sign);
  addHistogram(into, sums, "ttft_ms", sign);
}
