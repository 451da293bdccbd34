import { costPerSuccessInterval } from "#lib/analysis/cost-per-success-interval.ts";
import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import type { Estimate } from "./weighted-sums.ts";

export interface JudgedEstimate extends Estimate {
  /** Whether its interval may be ranked by. */
  readonly sufficient: boolean;
}

/** Cost per success of a new draw of such work, in nano-dollars, with the interval that pages show. Null without a success. */
export function estimateCostPerSuccess(moments: CostMoments): JudgedEstimate | null {
  if (moments.succeeded === 0n) return null;
  const { interval, sufficient } = costPerSuccessInterval(moments);
  const value = Number(moments.c) / Number(moments.succeeded);
  if (interval === null) return { value, low: 0, high: null, sufficient: false };
  return { value, low: Number(interval[0]), high: Number(interval[1]), sufficient };
}
