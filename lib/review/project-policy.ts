import type { History, ModelHistory, StratumHistory } from "./history.ts";
import { priorOf } from "./history.ts";
import { weightedCost, weightedCostPerSuccess, weightedSkewness, weightedSuccess } from "./statistics/weighted-sums.ts";
import type { Estimate, WeightedGroup } from "./statistics/weighted-sums.ts";

/** A: chance chose the models. B: observed side by side in the same strata. C: part of it is assumed. */
export type Grade = "A" | "B" | "C";
/** The model that a stratum's tasks should begin with; null leaves them as they are. */
export type Assignment = (stratum: string) => string | null;

export interface Projection {
  /** Nano-dollars a task and a success, and the success rate, for today's mix of strata. */
  readonly costPerTask: Estimate;
  readonly successRate: Estimate;
  readonly costPerSuccess: Estimate | null;
  /** What a task of today's mix costs less than today, and how its success rate changes. */
  readonly savedPerTask: Estimate;
  readonly successChange: Estimate;
  /** Share of the tasks in strata where the chosen model has enough tasks of its own. */
  readonly covered: number;
  readonly grade: Grade;
  /** Whether the intervals may be ranked by. */
  readonly sufficient: boolean;
}

export type ProjectionAnswer =
  | { readonly projection: Projection; readonly refused: null }
  | { readonly projection: null; readonly refused: string };

/** Tasks that a model needs in a stratum, and in all, before it is projected on. */
export const STRATUM_FLOOR = 10;
export const MODEL_FLOOR = 20;
/** Share of the tasks for which the chosen model may lack tasks of its own. */
export const UNCOVERED = 0.05;
const SUFFICIENT_STRATUM = 10;
const SUFFICIENT_SUCCESSES = 20;
const SUFFICIENT_PRODUCT = 20_000;
const SUFFICIENT_SKEWNESS = 0.9;

interface Chosen {
  readonly stratum: StratumHistory;
  readonly weight: number;
  /** Null: as today. */
  readonly model: string | null;
  readonly own: ModelHistory | null;
  /** Whether the stratum is that of its drawn tasks. */
  readonly drawn: boolean;
}

/**
 * What the project's work would cost on another choice of models, from its own records: means within task type × input
 * size, weighted by the project's mix (post-stratification). Intervals are of this mix. Refuses rather than extrapolate.
 * Rests on drawn tasks alone where there are enough of them for all that is moved.
 */
export function projectPolicy(history: History, assign: Assignment): ProjectionAnswer {
  const chosen = history.strata.map((stratum): Chosen => {
    const weight = stratum.tasks / history.tasks;
    return ownOf({ stratum, weight, model: assign(stratum.name), drawn: false });
  });
  const drawn = chosen.map((one): Chosen => {
    const stratum = one.model === null ? undefined : history.drawn.get(one.stratum.name);
    return stratum === undefined ? one : ownOf({ ...one, stratum, drawn: true });
  });
  const moved = drawn.filter(({ model }) => model !== null);
  if (moved.length > 0 && moved.every((one) => one.drawn && isSeen(one))) {
    const answer = project(history, drawn);
    if (answer.projection?.sufficient === true) return answer;
  }
  return project(history, chosen);
}

function ownOf(one: Omit<Chosen, "own">): Chosen {
  return { ...one, own: one.model === null ? null : (one.stratum.models.get(one.model) ?? null) };
}

function project(history: History, chosen: readonly Chosen[]): ProjectionAnswer {
  const refused = refusal(history, chosen);
  if (refused !== null) return { projection: null, refused };
  const today = chosen.flatMap((one) => asToday(history, one));
  const seen = chosen.filter(isSeen);
  const thin = chosen.filter((one) => !isSeen(one));
  const groups = [
    ...seen.flatMap((one) => asChosen(history, one)),
    ...thin.flatMap((one) => assumed(history, { one, seen })),
  ];
  const costPerSuccess = weightedCostPerSuccess(groups);
  return {
    refused: null,
    projection: {
      costPerTask: weightedCost(groups),
      successRate: clampRate(weightedSuccess(groups)),
      costPerSuccess,
      savedPerTask: weightedCost(netOf([...today, ...negated(groups)])),
      successChange: weightedSuccess(netOf([...groups, ...negated(today)])),
      covered: seen.reduce((sum, { weight }) => sum + weight, 0),
      grade: gradeOf(chosen),
      sufficient: costPerSuccess !== null && isSufficient(groups, costPerSuccess),
    },
  };
}

function isSeen({ model, own }: Chosen): boolean {
  return model === null || (own !== null && own.moments.tasks >= STRATUM_FLOOR);
}

function refusal(history: History, chosen: readonly Chosen[]): string | null {
  if (history.tasks === 0) return "there are no decided, priced tasks to reckon with";
  return lacksStrata(chosen) ?? lacksTasks(chosen);
}

function lacksStrata(chosen: readonly Chosen[]): string | null {
  const missing = chosen.filter((one) => !isSeen(one)).sort((a, b) => b.weight - a.weight);
  const share = missing.reduce((sum, { weight }) => sum + weight, 0);
  const [worst] = missing;
  if (worst === undefined || share < UNCOVERED) return null;
  return (
    `${worst.model ?? ""} has ${worst.own?.moments.tasks ?? 0} tasks in ${worst.stratum.name}, fewer than ` +
    `${STRATUM_FLOOR}; ${Math.round(share * 100)}% of the work lies in such strata`
  );
}

function lacksTasks(chosen: readonly Chosen[]): string | null {
  const counts = new Map<string, number>();
  for (const { model, own } of chosen)
    if (model !== null) counts.set(model, (counts.get(model) ?? 0) + (own?.moments.tasks ?? 0));
  const few = [...counts].find(([, count]) => count < MODEL_FLOOR);
  return few === undefined ? null : `${few[0]} has ${few[1]} tasks in all, fewer than ${MODEL_FLOOR}`;
}

function asToday(history: History, { stratum, weight }: Chosen): WeightedGroup[] {
  return [...stratum.models.values()].map(({ model, moments }) => ({
    weight: (weight * moments.tasks) / stratum.tasks,
    moments,
    priorRate: priorOf(history, model),
  }));
}

function asChosen(history: History, one: Chosen): WeightedGroup[] {
  if (one.model === null || one.own === null) return asToday(history, one);
  return [{ weight: one.weight, moments: one.own.moments, priorRate: priorOf(history, one.model) }];
}

/** A stratum the model hardly saw: today's figures, times how the choice differs from today where it was seen. */
function assumed(history: History, { one, seen }: { one: Chosen; seen: readonly Chosen[] }): WeightedGroup[] {
  const mean = (groups: readonly WeightedGroup[], of: "meanCost" | "successRate"): number =>
    groups.reduce((sum, { weight, moments }) => sum + weight * moments[of], 0);
  const [now, then] = [
    seen.flatMap((other) => asToday(history, other)),
    seen.flatMap((other) => asChosen(history, other)),
  ];
  const scale = (of: "meanCost" | "successRate"): number => {
    const base = mean(now, of);
    return base > 0 ? mean(then, of) / base : 1;
  };
  const [cost, success] = [scale("meanCost"), scale("successRate")];
  return asToday(history, one).map((group) => ({
    ...group,
    moments: {
      ...group.moments,
      meanCost: group.moments.meanCost * cost,
      successRate: Math.min(group.moments.successRate * success, 1),
      varCost: group.moments.varCost * cost * cost,
      covariance: group.moments.covariance * cost,
    },
  }));
}

function negated(groups: readonly WeightedGroup[]): WeightedGroup[] {
  return groups.map((group) => ({ ...group, weight: -group.weight }));
}

/** The same tasks on both sides of a difference count once, by what is left of their weight. */
function netOf(groups: readonly WeightedGroup[]): WeightedGroup[] {
  return [...Map.groupBy(groups, ({ moments }) => moments)].flatMap(([, same]) => {
    const [first] = same;
    const weight = same.reduce((sum, group) => sum + group.weight, 0);
    return first === undefined || weight === 0 ? [] : [{ ...first, weight }];
  });
}

/** Only chance makes an A: an observed choice may have known what the records do not. */
function gradeOf(chosen: readonly Chosen[]): Grade {
  const moved = chosen.filter(({ model }) => model !== null);
  if (moved.some((one) => !isSeen(one))) return "C";
  return moved.length > 0 && moved.every(({ drawn }) => drawn) ? "A" : "B";
}

function isSufficient(groups: readonly WeightedGroup[], { value, high }: Estimate): boolean {
  const tasks = groups.reduce((sum, { moments }) => sum + moments.tasks, 0);
  const successes = groups.reduce((sum, { moments }) => sum + moments.tasks * moments.successRate, 0);
  return (
    high !== null &&
    successes >= SUFFICIENT_SUCCESSES &&
    successes * tasks >= SUFFICIENT_PRODUCT &&
    groups.every(({ moments }) => moments.tasks >= SUFFICIENT_STRATUM) &&
    Math.abs(weightedSkewness(groups, value)) <= SUFFICIENT_SKEWNESS
  );
}

function clampRate({ value, low, high }: Estimate): Estimate {
  return { value, low: Math.max(low, 0), high: high === null ? 1 : Math.min(high, 1) };
}
