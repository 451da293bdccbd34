import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { logErrorOf, ratioOf } from "./statistics/compare-estimates.ts";
import { addMoments, describeGroup, NO_MOMENTS } from "./statistics/describe-group.ts";
import { sequentialReach } from "./statistics/look-often.ts";
import { weightedCostPerSuccess, weightedSuccess } from "./statistics/weighted-sums.ts";
import type { Estimate, WeightedGroup } from "./statistics/weighted-sums.ts";

/** Decided, fully priced tasks of the decision's scope: one stratum (task type × input size) of one side. */
export interface CohortCell {
  readonly stratum: string;
  readonly moments: CostMoments;
}

export interface DecisionEffect {
  /** Cost per success after / before, for the mix of work after; its interval holds however often it is looked at. */
  readonly ratio: Estimate;
  /** Nano-dollars a success before and after, for that mix. */
  readonly before: Estimate;
  readonly after: Estimate;
  readonly successChange: number;
  /** Nano-dollars that the successes since have cost less than they would have; its ends from the ratio's. */
  readonly saved: Estimate;
  readonly changed: boolean;
  readonly covered: number;
}
export type MeasuredEffect =
  | { readonly effect: DecisionEffect; readonly refused: null }
  | { readonly effect: null; readonly refused: string };

/** Tasks a side in a stratum, and share of the tasks after in strata that both sides have. */
const STRATUM_FLOOR = 10;
const SIDE_FLOOR = 20;
const LEAST_COVERED = 0.8;

/**
 * What a decision did to cost per success. `before` is the four weeks that end before the week that prompted it (that week
 * was picked for being bad: what follows it is better by chance alone); `after` the settled weeks since.
 */
export function measureDecision(before: readonly CohortCell[], after: readonly CohortCell[]): MeasuredEffect {
  const [then, now] = [sumByStratum(before), sumByStratum(after)];
  const total = tasksOf(now);
  const shared = [...now.keys()].filter((name) => enough(then.get(name)) && enough(now.get(name))).sort();
  const covered = total === 0 ? 0 : shared.reduce((sum, name) => sum + Number(now.get(name)?.tasks ?? 0n), 0) / total;
  const few = tasksOf(then) < SIDE_FLOOR ? "before" : total < SIDE_FLOOR ? "after" : null;
  if (few !== null) return { effect: null, refused: `fewer than ${SIDE_FLOOR} decided tasks ${few} it` };
  if (covered < LEAST_COVERED)
    return { effect: null, refused: `only ${Math.round(covered * 100)} % of the work since is like work of before` };
  const sides = { before: groupsOf(shared, { of: then, mix: now }), after: groupsOf(shared, { of: now, mix: now }) };
  const successes = shared.reduce((sum, name) => sum + Number(now.get(name)?.succeeded ?? 0n), 0);
  const effect = effectOf(sides, { successes, covered });
  return effect === null
    ? { effect, refused: "a side has no success, or too few for an interval" }
    : { effect, refused: null };
}

interface Sides {
  readonly before: readonly WeightedGroup[];
  readonly after: readonly WeightedGroup[];
}

function effectOf(sides: Sides, { successes, covered }: { successes: number; covered: number }): DecisionEffect | null {
  const [before, after] = [weightedCostPerSuccess(sides.before), weightedCostPerSuccess(sides.after)];
  const ratio = before && after && ratioOf(after, before);
  const error = ratio && logErrorOf(ratio);
  if (!before || !after || !ratio || !error) return null;
  const reach = sequentialReach(error) * error;
  const watched = { value: ratio.value, low: ratio.value * Math.exp(-reach), high: ratio.value * Math.exp(reach) };
  const savedAt = (at: number): number => before.value * (1 - at) * successes;
  return {
    ratio: watched,
    before,
    after,
    successChange: weightedSuccess(sides.after).value - weightedSuccess(sides.before).value,
    saved: { value: savedAt(ratio.value), low: savedAt(watched.high), high: savedAt(watched.low) },
    changed: watched.low > 1 || watched.high < 1,
    covered,
  };
}

function sumByStratum(cells: readonly CohortCell[]): Map<string, CostMoments> {
  const sums = new Map<string, CostMoments>();
  for (const { stratum, moments } of cells) sums.set(stratum, addMoments(sums.get(stratum) ?? NO_MOMENTS, moments));
  return sums;
}

function tasksOf(sums: ReadonlyMap<string, CostMoments>): number {
  return [...sums.values()].reduce((sum, { tasks }) => sum + Number(tasks), 0);
}

function enough(moments: CostMoments | undefined): boolean {
  return moments !== undefined && moments.tasks >= BigInt(STRATUM_FLOOR);
}

function groupsOf(
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
