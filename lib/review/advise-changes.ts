import type { History } from "./history.ts";
import { readHistory } from "./history.ts";
import type { Records } from "./history.ts";
import { projectPolicy } from "./project-policy.ts";
import type { Grade, Projection } from "./project-policy.ts";
import { standingClaims } from "./statistics/control-false-discoveries.ts";
import { normalQuantile, normalTail } from "./statistics/normal.ts";
import type { Estimate } from "./statistics/weighted-sums.ts";
import { splitStratum } from "./stratum.ts";

/** A change of model for one task type that the project's own records speak for. */
export interface Advice {
  readonly taskType: string;
  readonly model: string;
  /** Models that began these tasks so far, the most used first. */
  readonly instead: readonly string[];
  readonly grade: Grade;
  /** Nano-dollars a month; its lower end holds for all that was tried together. */
  readonly savedAMonth: Estimate;
  readonly successChange: Estimate;
  readonly tasksAMonth: number;
  readonly covered: number;
}

/** Success may be so much lower at the interval's end before advice is withheld. */
const MARGIN = 0.02;
const DAYS_A_MONTH = 365.2425 / 12;

interface Candidate {
  readonly taskType: string;
  readonly model: string;
  readonly of: History;
  readonly projection: Projection;
  readonly pValue: number;
}

/**
 * The changes worth most, by the lower bound of what they save: one model for all of a task type, where records of the same
 * strata show it cheaper a task at no less success. All types and models that were tried count against each.
 */
export function adviseChanges({ cells, draws }: Records, days: number): Advice[] {
  const byType = Map.groupBy(cells, ({ stratum }) => splitStratum(stratum).taskType);
  const tried = [...byType]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([type, of]) => tryModels(type, readHistory(of, draws)));
  const stands = standingClaims(tried.map(({ pValue }) => pValue));
  const sure = tried.filter((_, i) => stands[i] === true).map((one) => toAdvice(one, { tried: tried.length, days }));
  const kept = sure.filter(({ savedAMonth, successChange }) => savedAMonth.low > 0 && successChange.low >= -MARGIN);
  const best = [...Map.groupBy(kept, ({ taskType }) => taskType).values()].flatMap(
    (of) => of.sort((a, b) => b.savedAMonth.low - a.savedAMonth.low)[0] ?? [],
  );
  return best.sort((a, b) => b.savedAMonth.low - a.savedAMonth.low || (a.taskType < b.taskType ? -1 : 1));
}

function tryModels(taskType: string, of: History): Candidate[] {
  const models = [...of.rates.keys()].sort();
  if (models.length < 2) return [];
  return models.flatMap((model) => {
    const { projection } = projectPolicy(of, () => model);
    if (projection?.sufficient !== true) return [];
    const { value, low } = projection.savedPerTask;
    const error = (value - low) / 1.96;
    return [{ taskType, model, of, projection, pValue: error > 0 ? 2 * normalTail(Math.abs(value) / error) : 1 }];
  });
}

function toAdvice(
  { taskType, model, of, projection }: Candidate,
  { tried, days }: { tried: number; days: number },
): Advice {
  const tasksAMonth = (of.tasks / days) * DAYS_A_MONTH;
  const { value, low, high } = projection.savedPerTask;
  // Bonferroni: the best of many is chosen, so its bound must hold for all of them.
  const widened = value - ((value - low) / 1.96) * normalQuantile(0.025 / Math.max(tried, 1));
  const share = (name: string): number =>
    of.strata.reduce((sum, { models }) => sum + (models.get(name)?.moments.tasks ?? 0), 0);
  return {
    taskType,
    model,
    instead: [...of.rates.keys()].filter((name) => name !== model).sort((a, b) => share(b) - share(a)),
    grade: projection.grade,
    savedAMonth: {
      value: value * tasksAMonth,
      low: widened * tasksAMonth,
      high: high === null ? null : high * tasksAMonth,
    },
    successChange: projection.successChange,
    tasksAMonth,
    covered: projection.covered,
  };
}
