import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { Z_95 } from "#lib/analysis/success-rate-interval.ts";
import type { History, StratumHistory } from "./history.ts";
import { priorOf } from "./history.ts";
import { STRATUM_FLOOR } from "./project-policy.ts";
import { differenceOf, logErrorOf, ratioOf } from "./statistics/compare-estimates.ts";
import { addMoments, NO_MOMENTS } from "./statistics/describe-group.ts";
import { estimateCostPerSuccess } from "./statistics/estimate-cost-per-success.ts";
import { sequentialReach } from "./statistics/look-often.ts";
import { weightedCost, weightedCostPerSuccess, weightedSuccess } from "./statistics/weighted-sums.ts";
import type { Estimate, WeightedGroup } from "./statistics/weighted-sums.ts";

/** Decided, priced tasks that each side needs in strata that both served, and the share of their own work in them. */
export const SIDE_FLOOR = 20;
export const LEAST_OVERLAP = 0.5;

/** One model against another on the same mix of work; money in nano-dollars. */
export interface ModelComparison {
  readonly model: string;
  readonly against: string;
  readonly tasks: number;
  readonly againstTasks: number;
  /** Share of the two models' tasks in strata that both served. */
  readonly overlap: number;
  /** Null where there is too little to compare; then `refused` says what is missing. */
  readonly figures: ComparedFigures | null;
  readonly refused: string | null;
  /** Cost per success over the other's as it stands in the tables, before the mix of work is made alike. */
  readonly rawRatio: number | null;
}

export interface ComparedFigures {
  readonly costPerSuccess: Estimate;
  readonly againstCostPerSuccess: Estimate;
  /** Their intervals hold for all models that are compared together, however often one looks. */
  readonly ratio: Estimate;
  readonly difference: Estimate;
  readonly successDifference: Estimate;
  /** What a failed task has to cost beside its calls for the dearer, more successful model to be worth it; null where one is both. */
  readonly breakEvenFailureCost: number | null;
  readonly verdict: "cheaper" | "dearer" | "not_told_apart";
  /** The tables say the other way round. */
  readonly reversed: boolean;
}

/** Every other model against one, within task type × input size and weighted by the project's own mix; the most used first. */
export function compareModels(history: History, against: string): ModelComparison[] {
  const others = [...history.rates.keys()].filter((model) => model !== against);
  return others
    .map((model) => compare(history, { model, against, together: others.length }))
    .sort((a, b) => b.tasks - a.tasks || (a.model < b.model ? -1 : 1));
}

/** The model that began most tasks; null without any. */
export function mostUsedModel(history: History): string | null {
  const models = [...history.rates.keys()];
  return models.sort((a, b) => tasksOf(history, b) - tasksOf(history, a) || (a < b ? -1 : 1))[0] ?? null;
}

interface Pair {
  readonly model: string;
  readonly against: string;
  /** How many comparisons the intervals must hold for at once. */
  readonly together: number;
}

function compare(history: History, pair: Pair): ModelComparison {
  const { model, against } = pair;
  const shared = history.strata.filter((one) => enough(one, model) && enough(one, against));
  const work = shared.reduce((sum, { tasks }) => sum + tasks, 0);
  const both = (strata: readonly StratumHistory[]): number => seenIn(strata, model) + seenIn(strata, against);
  const overlap = both(shared) / Math.max(both(history.strata), 1);
  const raw = [model, against].map((name) => estimateCostPerSuccess(rawOf(history, name)));
  const rawRatio = raw[0] && raw[1] ? raw[0].value / raw[1].value : null;
  const of = { model, against, tasks: tasksOf(history, model), againstTasks: tasksOf(history, against) };
  const few = [model, against].find((name) => seenIn(shared, name) < SIDE_FLOOR);
  const refused = few === undefined && overlap >= LEAST_OVERLAP ? null : refusalOf({ few, overlap, shared, history });
  if (refused !== null) return { ...of, overlap, rawRatio, figures: null, refused };
  const sides = [model, against].map((name) => sideOf(history, shared, { name, work }));
  const figures = figuresOf(sides[0] ?? [], sides[1] ?? [], { rawRatio, together: pair.together });
  const none = figures === null ? "one of them has no success there, or too few for an interval" : null;
  return { ...of, overlap, rawRatio, figures, refused: none };
}

interface Lack {
  readonly few: string | undefined;
  readonly overlap: number;
  readonly shared: readonly StratumHistory[];
  readonly history: History;
}

function refusalOf({ few, overlap, shared, history }: Lack): string {
  if (few !== undefined) {
    const seen = seenIn(shared, few);
    return seen === 0 && tasksOf(history, few) >= SIDE_FLOOR
      ? `there is no kind of work of which both have ${STRATUM_FLOOR} tasks`
      : `${few} has ${seen} decided tasks in work that both did, fewer than ${SIDE_FLOOR}`;
  }
  return `only ${Math.round(overlap * 100)}% of their work is of kinds that both did`;
}

function figuresOf(
  side: readonly WeightedGroup[],
  other: readonly WeightedGroup[],
  { rawRatio, together }: { rawRatio: number | null; together: number },
): ComparedFigures | null {
  const [mine, theirs] = [weightedCostPerSuccess(side), weightedCostPerSuccess(other)];
  const ratio = mine && theirs && ratioOf(mine, theirs);
  const error = ratio && logErrorOf(ratio);
  if (!mine || !theirs || !ratio || !error) return null;
  const alpha = 0.05 / together;
  const reach = sequentialReach(error, { alpha });
  const watched = {
    value: ratio.value,
    low: ratio.value * Math.exp(-reach * error),
    high: ratio.value * Math.exp(reach * error),
  };
  const success = differenceOf(weightedSuccess(side), weightedSuccess(other));
  const verdict = watched.high < 1 ? "cheaper" : watched.low > 1 ? "dearer" : "not_told_apart";
  return {
    costPerSuccess: mine,
    againstCostPerSuccess: theirs,
    ratio: watched,
    difference: widen(differenceOf(mine, theirs), reach / Z_95),
    successDifference: widen(success, successReach(success, alpha) / Z_95),
    breakEvenFailureCost: breakEven(weightedCost(side).value - weightedCost(other).value, success.value),
    verdict,
    reversed: verdict !== "not_told_apart" && rawRatio !== null && rawRatio > 1 !== watched.value > 1,
  };
}

/** Standard error at which the sequence for a success rate is tightest: of some thousand tasks a side. */
const TUNED_SUCCESS_ERROR = 0.02;

function successReach({ value, low }: Estimate, alpha: number): number {
  const error = (value - low) / Z_95;
  return error > 0 ? sequentialReach(error, { alpha, tuned: TUNED_SUCCESS_ERROR }) : Z_95;
}

function widen({ value, low, high }: Estimate, times: number): Estimate {
  return {
    value,
    low: value - times * (value - low),
    high: high === null ? null : value + times * (high - value),
  };
}

/** Difference of cost per task over difference of success, where the dearer is the more successful one. */
function breakEven(cost: number, success: number): number | null {
  return success !== 0 && cost / success > 0 ? cost / success : null;
}

function sideOf(
  history: History,
  shared: readonly StratumHistory[],
  { name, work }: { name: string; work: number },
): WeightedGroup[] {
  return shared.flatMap(({ tasks, models }) => {
    const moments = models.get(name)?.moments;
    return moments === undefined ? [] : [{ weight: tasks / work, moments, priorRate: priorOf(history, name) }];
  });
}

function enough({ models }: StratumHistory, model: string): boolean {
  return (models.get(model)?.moments.tasks ?? 0) >= STRATUM_FLOOR;
}

function seenIn(strata: readonly StratumHistory[], model: string): number {
  return strata.reduce((sum, { models }) => sum + (models.get(model)?.moments.tasks ?? 0), 0);
}

function tasksOf({ strata }: History, model: string): number {
  return seenIn(strata, model);
}

function rawOf({ strata }: History, model: string): CostMoments {
  return strata.reduce((sum, { models }) => addMoments(sum, models.get(model)?.raw ?? NO_MOMENTS), NO_MOMENTS);
}
