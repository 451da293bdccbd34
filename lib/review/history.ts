import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { addMoments, describeGroup, NO_MOMENTS } from "./statistics/describe-group.ts";
import type { GroupMoments } from "./statistics/describe-group.ts";

/** What one entry model did in one stratum (task type × input size): its decided, fully priced tasks. */
export interface HistoryCell {
  readonly stratum: string;
  readonly model: string;
  readonly moments: CostMoments;
  /** Whether chance chose the model of every one of these tasks. Never inferred: only exploration and benchmarks say so. */
  readonly randomised: boolean;
}

export interface ModelHistory {
  readonly model: string;
  readonly raw: CostMoments;
  readonly moments: GroupMoments;
  readonly randomised: boolean;
}

export interface StratumHistory {
  readonly name: string;
  readonly tasks: number;
  readonly models: ReadonlyMap<string, ModelHistory>;
}

export interface History {
  readonly tasks: number;
  readonly strata: readonly StratumHistory[];
  /** Success rate of each model over all its tasks. */
  readonly rates: ReadonlyMap<string, number>;
}

/** The project's own records by stratum and model, in order of name; cells without tasks are left out. */
export function readHistory(cells: readonly HistoryCell[]): History {
  const filled = cells.filter(({ moments }) => moments.tasks > 0n);
  const strata = [...Map.groupBy(filled, ({ stratum }) => stratum)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ofStratum]) => readStratum(name, ofStratum));
  const rates = [...Map.groupBy(filled, ({ model }) => model)].map(([model, of]) => {
    const { tasks, succeeded } = of.reduce((sum, { moments }) => addMoments(sum, moments), NO_MOMENTS);
    return [model, (Number(succeeded) + 0.5) / (Number(tasks) + 1)] as const;
  });
  return { tasks: strata.reduce((sum, { tasks }) => sum + tasks, 0), strata, rates: new Map(rates) };
}

function readStratum(name: string, cells: readonly HistoryCell[]): StratumHistory {
  const models = [...Map.groupBy(cells, ({ model }) => model)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([model, of]) => {
      const raw = of.reduce((sum, { moments }) => addMoments(sum, moments), NO_MOMENTS);
      return [
        model,
        { model, raw, moments: describeGroup(raw), randomised: of.every((cell) => cell.randomised) },
      ] as const;
    });
  return { name, tasks: models.reduce((sum, [, { moments }]) => sum + moments.tasks, 0), models: new Map(models) };
}

export function priorOf(history: History, model: string): number {
  return history.rates.get(model) ?? 0.5;
}
