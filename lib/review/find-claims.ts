import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";
import { pValueOf, ratioOf } from "./statistics/compare-estimates.ts";
import { standingClaims } from "./statistics/control-false-discoveries.ts";
import { estimateCostPerSuccess } from "./statistics/estimate-cost-per-success.ts";
import type { Estimate } from "./statistics/weighted-sums.ts";

/** One thing that is looked at every week: cost per success and success rate of a part of the work, then and now. */
export interface Comparison {
  readonly name: string;
  readonly before: CostMoments;
  readonly now: CostMoments;
}
export type ClaimedFigure = "cost_per_success" | "success_rate";
export interface Claim {
  readonly name: string;
  readonly of: ClaimedFigure;
  /** The figure now / before, with its 95 % interval. */
  readonly ratio: Estimate;
  readonly pValue: number;
}

/** Changes smaller than this are not worth a line, however sure. */
const LEAST_EFFECT: Readonly<Record<ClaimedFigure, number>> = { cost_per_success: 0.05, success_rate: 0.02 };
/** Decided tasks a side that a success rate is compared from. */
const LEAST_TASKS = 50n;

/**
 * What got better or worse beyond chance, the surest first: of all comparisons that could be made, those that stand with
 * false discoveries held to 5 %, and that move the figure enough to matter.
 */
export function findClaims(comparisons: readonly Comparison[]): Claim[] {
  const made = comparisons.flatMap((one) => [...claim(one, "cost_per_success"), ...claim(one, "success_rate")]);
  const stands = standingClaims(made.map(({ pValue }) => pValue));
  return made
    .filter(
      ({ of, ratio }, i) => stands[i] === true && Math.abs(Math.log(ratio.value)) >= Math.log(1 + LEAST_EFFECT[of]),
    )
    .sort((a, b) => a.pValue - b.pValue || (`${a.name}${a.of}` < `${b.name}${b.of}` ? -1 : 1));
}

/** Comparisons that can be made of so many parts of the work. */
export function countComparisons(comparisons: readonly Comparison[]): number {
  return 2 * comparisons.length;
}

function claim({ name, before, now }: Comparison, of: ClaimedFigure): Claim[] {
  const read = of === "cost_per_success" ? rankedCost : rankedSuccess;
  const [then, after] = [read(before), read(now)];
  const ratio = then && after && ratioOf(after, then);
  return ratio === null ? [] : [{ name, of, ratio, pValue: pValueOf(ratio) }];
}

function rankedCost(moments: CostMoments): Estimate | null {
  const estimate = estimateCostPerSuccess(moments);
  return estimate?.sufficient === true ? estimate : null;
}

function rankedSuccess({ tasks, succeeded }: CostMoments): Estimate | null {
  const interval = tasks < LEAST_TASKS ? null : successRateInterval(Number(succeeded), Number(tasks));
  return interval && { value: Number(succeeded) / Number(tasks), low: interval[0], high: interval[1] };
}
