import type { RateHistory, RateJudgement } from "./detect/series.ts";

/**
 * The epoch minute at which a rise most likely began: the start from which the hits up to now exceed most what half the rise
 * would bring (the maximum of a cumulative sum; E. S. Page, Biometrika 41, 1954). The window that shows the rise best may begin
 * long before it.
 */
export function beganAt({ now, minutes }: RateHistory, { calls, hits, expectedRate }: RateJudgement): number {
  const level = (expectedRate + hits / Math.max(1, calls)) / 2;
  let [sum, most, began] = [0, 0, now];
  for (let i = minutes.calls.length - 1; i >= 0; i -= 1) {
    sum += (minutes.hits[i] ?? 0) - level * (minutes.calls[i] ?? 0);
    if (sum <= most) continue;
    most = sum;
    began = now - (minutes.calls.length - i);
  }
  return began;
}
