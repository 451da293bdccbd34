import type { History, ModelHistory, StratumHistory } from "./history.ts";
import { projectPolicy, STRATUM_FLOOR } from "./project-policy.ts";
import type { Projection } from "./project-policy.ts";

export type Choice = ReadonlyMap<string, string>;
export interface PolicyOption {
  /** Stratum to model; strata that are not in it stay as they are. */
  readonly choice: Choice;
  readonly projection: Projection;
}

/** What a success is worth, from nothing to far more than any task costs: each value makes one policy of the frontier. */
const STEPS = 40;
/** Success may be so much lower at the interval's end for "no worse than today". */
const MARGIN = 0.02;

/**
 * The cheapest policies for what a success may be worth, cheapest first and each more successful than the one before: within
 * every stratum the model, or today's mix, with the least cost − worth × success. Only models with enough tasks there stand.
 */
export function searchPolicies(history: History): PolicyOption[] {
  const dearest = Math.max(
    ...history.strata.flatMap(({ models }) => [...models.values()].map(({ moments }) => moments.meanCost)),
    1,
  );
  const worths = [0, ...Array.from({ length: STEPS }, (_, i) => dearest * 10 ** (-3 + (5 * i) / (STEPS - 1)))];
  const found = new Map<string, PolicyOption>();
  for (const worth of worths) {
    const choice = new Map(history.strata.flatMap((stratum) => chooseModel(stratum, worth)));
    const key = [...choice].map((pair) => pair.join("=")).join("\n");
    if (found.has(key)) continue;
    const { projection } = projectPolicy(history, (stratum) => choice.get(stratum) ?? null);
    if (projection !== null) found.set(key, { choice, projection });
  }
  const byCost = [...found.values()].sort((a, b) => a.projection.costPerTask.value - b.projection.costPerTask.value);
  let best = -1;
  return byCost.filter(({ projection: { successRate } }) => {
    const better = successRate.value > best;
    if (better) best = successRate.value;
    return better;
  });
}

/** The cheapest policy whose success is no worse than today's, or at least `floor`; null when none is. */
export function bestPolicy(options: readonly PolicyOption[], floor: number | null): PolicyOption | null {
  const fits = ({ projection: { successRate, successChange } }: PolicyOption): boolean =>
    floor === null ? successChange.low >= -MARGIN : successRate.low >= floor;
  return options.find(fits) ?? null;
}

function chooseModel(stratum: StratumHistory, worth: number): [string, string][] {
  const models = [...stratum.models.values()];
  const scoreOf = (cost: number, rate: number): number => cost - worth * rate;
  const share = ({ moments }: ModelHistory): number => moments.tasks / stratum.tasks;
  const today = scoreOf(
    models.reduce((sum, model) => sum + share(model) * model.moments.meanCost, 0),
    models.reduce((sum, model) => sum + share(model) * model.moments.successRate, 0),
  );
  const seen = models.filter(({ moments }) => moments.tasks >= STRATUM_FLOOR);
  const scored = seen.map(({ model, moments }) => ({ model, score: scoreOf(moments.meanCost, moments.successRate) }));
  const [best] = scored.sort((a, b) => a.score - b.score || (a.model < b.model ? -1 : 1));
  return best !== undefined && best.score < today ? [[stratum.name, best.model]] : [];
}
