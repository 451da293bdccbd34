import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { pValueOf, ratioOf } from "./statistics/compare-estimates.ts";
import { standingClaims } from "./statistics/control-false-discoveries.ts";
import { estimateCostPerSuccess } from "./statistics/estimate-cost-per-success.ts";
import type { Estimate } from "./statistics/weighted-sums.ts";

/** One thing that is looked at every week: the cost per success of a part of the work, then and now. */
export interface Comparison {
  readonly name: string;
  readonly before: CostMoments;
  readonly now: CostMoments;
}
export interface Claim {
  readonly name: string;
  /** Cost per success now / before, with its 95 % interval. */
  readonly ratio: Estimate;
  readonly pValue: number;
}

/** Changes smaller than this are not worth a line, however sure. */
const LEAST_EFFECT = 0.05;

/**
 * What got dearer or cheaper beyond chance, the surest first: of all comparisons that could be made, those that stand with
 * false discoveries held to 5 %, and that move cost per success by at least 5 %.
 */
export function findClaims(comparisons: readonly Comparison[]): Claim[] {
  const made = comparisons.flatMap(({ name, before, now }) => {
    const [then, after] = [estimateCostPerSuccess(before), estimateCostPerSuccess(now)];
    if (then?.sufficient !== true || after?.sufficient !== true) return [];
    const ratio = ratioOf(after, then);
    return ratio === null ? [] : [{ name, ratio, pValue: pValueOf(ratio) }];
  });
  const stands = standingClaims(made.map(({ pValue }) => pValue));
  return made
    .filter(({ ratio }, i) => stands[i] === true && Math.abs(Math.log(ratio.value)) >= Math.log(1 + LEAST_EFFECT))
    .sort((a, b) => a.pValue - b.pValue || (a.name < b.name ? -1 : 1));
}
