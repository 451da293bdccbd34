import { beganAt } from "./detect/began-at.ts";
import type { RateHistory, RateJudgement } from "./detect/series.ts";

/** Looks back this far for an end, shortest first, in minutes. */
const WINDOWS = [10, 15, 30, 60, 120, 240];
/** Were it still going on, a window would show so many hits: none of them by chance is out of the question. */
const TELLING_HITS = 10;

/**
 * Whether a rise is over: the shortest stretch that would show it, were it still as strong, shows what is expected. The
 * detector's own `calm` compares with the least rise that is worth an alarm; where nothing is expected at all (a provider
 * that never failed) no stretch shows that, and an outage of minutes would stay open for half a day.
 */
export function isBack(history: RateHistory, judgement: RateJudgement): boolean {
  const { minutes } = history;
  const { expectedRate, dispersion } = judgement;
  if (judgement.calls === 0) return false;
  // The window that shows a rise best may have begun hours before it, and hold little of it.
  const counts = { now: history.now, bases: minutes.calls, amounts: minutes.hits };
  const { calls: base, hits: amount, expectedHits } = judgement;
  const length = history.now - beganAt(counts, { base, amount, expected: expectedHits });
  const calls = sum(minutes.calls, length);
  const rate = calls === 0 ? 0 : sum(minutes.hits, length) / calls;
  for (const last of WINDOWS) {
    const [base, seen] = [sum(minutes.calls, last), sum(minutes.hits, last)];
    if (base * (rate - expectedRate) < TELLING_HITS) continue;
    const expected = base * expectedRate;
    return seen <= expected + Math.sqrt(Math.max(1, dispersion * expected));
  }
  return false;
}

function sum(values: Float64Array, last: number): number {
  let total = 0;
  for (const value of values.subarray(values.length - Math.min(last, values.length))) total += value;
  return total;
}
