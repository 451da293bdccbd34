import type { AnyMeasure } from "#lib/fold/measures.ts";
import type { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { Interval, Usd } from "./metrics-row.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { divideHalfUp, formatUsd } from "#lib/domain/money.ts";
import { costPerSuccessInterval } from "./cost-per-success-interval.ts";

/** The sums that what tasks cost is calculated from. */
const COST_MEASURES = [
  "tasks",
  "succeeded",
  "failed",
  "undecided",
  "undecided_cost",
  "cost",
  "usage_calls",
  "unpriced_calls",
  "calls_without_usage",
  "priced_tasks",
  "priced_succeeded",
  "sum_c",
  "sum_c2",
  "sum_c3",
  "sum_cs",
  "sum_c2s",
] as const satisfies readonly AnyMeasure[];
export type CostSums = Readonly<Record<(typeof COST_MEASURES)[number], bigint>>;

export function costSumsOf(sums: MeasureSums): CostSums {
  const exact: Partial<Record<keyof CostSums, bigint>> = {};
  for (const measure of COST_MEASURES) exact[measure] = sums.exact(measure);
  // The loop above fills every one of them.
  return exact as CostSums;
}

export interface CostPerSuccess {
  readonly cost_per_success_usd: Usd | null;
  readonly cost_per_success_ci: Interval<Usd> | null;
  readonly cost_per_success_sufficient: boolean;
  readonly full_cost_per_success_usd: Usd | null;
  /** Cost per success if every undecided task succeeded, and if none did; null while nothing is undecided. */
  readonly undecided_bounds_usd: Interval<Usd> | null;
  readonly provisional: boolean;
}

/** Call groupings hold parts of tasks: what a success cost cannot be said of them. */
export const NO_COST_PER_SUCCESS: CostPerSuccess = {
  cost_per_success_usd: null,
  cost_per_success_ci: null,
  cost_per_success_sufficient: false,
  full_cost_per_success_usd: null,
  undecided_bounds_usd: null,
  provisional: false,
};

/**
 * What a successful task of the group cost, over its decided tasks whose usage-bearing calls are all priced.
 * @param failureCost nano-dollars beside the calls of the failed ones among them; null where a task type has not said.
 */
export function costPerSuccess(sums: CostSums, failureCost: NanoUsd | null): CostPerSuccess {
  const known = isCostKnown(sums) && isPriced(sums) && sums.priced_succeeded > 0n;
  const { interval, sufficient } = costPerSuccessInterval({
    tasks: sums.priced_tasks,
    succeeded: sums.priced_succeeded,
    c: sums.sum_c,
    c2: sums.sum_c2,
    c3: sums.sum_c3,
    cs: sums.sum_cs,
    c2s: sums.sum_c2s,
  });
  const shown = known ? interval : null;
  const bounds = known ? undecidedBounds(sums) : null;
  const full = failureCost === null ? null : sums.sum_c + failureCost;
  return {
    cost_per_success_usd: known ? formatUsd(divideHalfUp(sums.sum_c, sums.priced_succeeded)) : null,
    cost_per_success_ci: formatInterval(shown),
    cost_per_success_sufficient: known && sufficient,
    full_cost_per_success_usd: known && full !== null ? formatUsd(divideHalfUp(full, sums.priced_succeeded)) : null,
    undecided_bounds_usd: formatInterval(bounds),
    provisional: isProvisional(sums, { bounds, interval: shown }),
  };
}

/** False where every call that cost something has no price or told no usage: the sum is then not zero but unknown. */
export function isCostKnown(sums: CostSums): boolean {
  if (sums.cost !== 0n || sums.usage_calls > sums.unpriced_calls) return true;
  return sums.unpriced_calls === 0n && sums.calls_without_usage === 0n;
}

/** At least 95 % of the decided tasks are fully priced; below that the figure would be of other tasks than it says. */
function isPriced(sums: CostSums): boolean {
  return sums.priced_tasks > 0n && 100n * sums.priced_tasks >= 95n * (sums.succeeded + sums.failed);
}

/** (Cd + Cu) / (S + U) to (Cd + Cu) / S, with the decided tasks that cost per success counts. */
function undecidedBounds(sums: CostSums): Interval<NanoUsd> | null {
  if (sums.undecided === 0n) return null;
  const cost = sums.sum_c + sums.undecided_cost;
  return [divideHalfUp(cost, sums.priced_succeeded + sums.undecided), divideHalfUp(cost, sums.priced_succeeded)];
}

/** More than 2 % of what was not cancelled is undecided, or what the undecided could still do leaves the interval. */
function isProvisional(
  sums: CostSums,
  { bounds, interval }: { bounds: Interval<NanoUsd> | null; interval: Interval<NanoUsd> | null },
): boolean {
  const open = sums.succeeded + sums.failed + sums.undecided;
  if (100n * sums.undecided > 2n * open) return true;
  if (bounds === null) return false;
  return interval === null || bounds[0] < interval[0] || bounds[1] > interval[1];
}

function formatInterval(interval: Interval<NanoUsd> | null): Interval<Usd> | null {
  return interval === null ? null : [formatUsd(interval[0]), formatUsd(interval[1])];
}
