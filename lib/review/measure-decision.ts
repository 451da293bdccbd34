import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { commonWork } from "./common-work.ts";
import { logErrorOf, ratioOf } from "./statistics/compare-estimates.ts";
import { addMoments, describeGroup, NO_MOMENTS } from "./statistics/describe-group.ts";
import { sequentialReach } from "./statistics/look-often.ts";
import { weightedCostPerSuccess } from "./statistics/weighted-sums.ts";
import type { Estimate, WeightedGroup } from "./statistics/weighted-sums.ts";

/** Decided, fully priced tasks of the decision's scope: one stratum (task type × input size) of one side. */
export interface CohortCell {
  readonly stratum: string;
  readonly moments: CostMoments;
}

export interface DecisionEffect {
  /** The figure after / before, for the mix of work after. */
  readonly ratio: Estimate;
  /** Nano-dollars that the work since has cost less than it would have, its ends from the ratio's; null where it is not of money. */
  readonly saved: Estimate | null;
  readonly changed: boolean;
}
export type MeasuredEffect =
  | { readonly effect: DecisionEffect; readonly refused: null }
  | { readonly effect: null; readonly refused: string };

/**
 * What a decision did to cost per success. `before` is the four weeks that end before the week that prompted it (that week
 * was picked for being bad: what follows it is better by chance alone); `after` the settled weeks since. Its interval holds
 * however often it is looked at.
 */
export function measureDecision(before: readonly CohortCell[], after: readonly CohortCell[]): MeasuredEffect {
  const [then, now] = [sumByStratum(before), sumByStratum(after)];
  const common = commonWork(countsOf(then), countsOf(now));
  if (common.strata === null) return { effect: null, refused: common.refused };
  const { strata: shared } = common;
  const sides = { before: groupsOf(shared, { of: then, mix: now }), after: groupsOf(shared, { of: now, mix: now }) };
  const successes = shared.reduce((sum, name) => sum + Number(now.get(name)?.succeeded ?? 0n), 0);
  const effect = effectOf(sides, successes);
  return effect === null
    ? { effect, refused: "a side has no success, or too few for an interval" }
    : { effect, refused: null };
}

interface Sides {
  readonly before: readonly WeightedGroup[];
  readonly after: readonly WeightedGroup[];
}

function effectOf(sides: Sides, successes: number): DecisionEffect | null {
  const [before, after] = [weightedCostPerSuccess(sides.before), weightedCostPerSuccess(sides.after)];
  const ratio = before && after && ratioOf(after, before);
  const error = ratio && logErrorOf(ratio);
  if (!before || !after || !ratio || !error) return null;
  const reach = sequentialReach(error) * error;
  const watched = { value: ratio.value, low: ratio.value * Math.exp(-reach), high: ratio.value * Math.exp(reach) };
  const savedAt = (at: number): number => before.value * (1 - at) * successes;
  return {
    ratio: watched,
    saved: { value: savedAt(ratio.value), low: savedAt(watched.high), high: savedAt(watched.low) },
    changed: watched.low > 1 || watched.high < 1,
  };
}

export function sumByStratum(cells: readonly CohortCell[]): Map<string, CostMoments> {
  const sums = new Map<string, CostMoments>();
  for (const { stratum, moments } of cells) sums.set(stratum, addMoments(sums.get(stratum) ?? NO_MOMENTS, moments));
  return sums;
}

function tasksOf(sums: ReadonlyMap<string, CostMoments>): number {
  return [...sums.values()].reduce((sum, { tasks }) => sum + Number(tasks), 0);
}

export function countsOf(sums: ReadonlyMap<string, CostMoments>): Map<string, number> {
  return new Map([...sums].map(([stratum, { tasks }]) => [stratum, Number(tasks)]));
}

export function groupsOf(
  strata: readonly string[],
  { of, mix }: { of: ReadonlyMap<string, CostMoments>; mix: ReadonlyMap<string, CostMoments> },
): WeightedGroup[] {
  const total = strata.reduce((sum, name) => sum + Number(mix.get(name)?.tasks ?? 0n), 0);
  const [tasks, successes] = [tasksOf(of), [...of.values()].reduce((sum, { succeeded }) => sum + Number(succeeded), 0)];
  return strata.flatMap((name) => {
    const moments = of.get(name);
    if (moments === undefined) return [];
    return [
      {
        weight: Number(mix.get(name)?.tasks ?? 0n) / total,
        moments: describeGroup(moments),
        priorRate: (successes + 0.5) / (tasks + 1),
      },
    ];
  });
}
