import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { addMoments, describeGroup, NO_MOMENTS } from "./statistics/describe-group.ts";
import type { GroupMoments } from "./statistics/describe-group.ts";

/** What one entry model did in one stratum (task type × input size): its decided, fully priced tasks. */
export interface HistoryCell {
  readonly stratum: string;
  readonly model: string;
  readonly moments: CostMoments;
  /** What these tasks asked of the model (`tools`, `json`), in the words of routing policies; absent where nobody looked. */
  readonly abilities?: readonly string[];
}

/**
 * Tasks whose entry model was drawn, by the model that was drawn, whether or not the application kept to it. They are among
 * those of the `HistoryCell`s too. Draws of one design gave each model the same chance.
 */
export interface DrawnCell extends HistoryCell {
  readonly design: string;
}

/** What projections and advice rest on. */
export interface Records {
  readonly cells: readonly HistoryCell[];
  readonly draws: readonly DrawnCell[];
}

export interface ModelHistory {
  readonly model: string;
  readonly raw: CostMoments;
  readonly moments: GroupMoments;
  /** What it was asked for there; null where nobody looked. */
  readonly abilities: readonly string[] | null;
}

export interface StratumHistory {
  readonly name: string;
  readonly tasks: number;
  readonly models: ReadonlyMap<string, ModelHistory>;
}

export interface History {
  readonly tasks: number;
  readonly strata: readonly StratumHistory[];
  /** The draws of each stratum of which nearly all tasks were drawn by one design. */
  readonly drawn: ReadonlyMap<string, StratumHistory>;
  /** Success rate of each model over all its tasks. */
  readonly rates: ReadonlyMap<string, number>;
}

/** The project's own records by stratum and model, in order of name; cells without tasks are left out. */
export function readHistory(cells: readonly HistoryCell[], draws: readonly DrawnCell[] = []): History {
  const filled = cells.filter(({ moments }) => moments.tasks > 0n);
  const strata = [...Map.groupBy(filled, ({ stratum }) => stratum)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ofStratum]) => readStratum(name, ofStratum));
  const rates = [...Map.groupBy(filled, ({ model }) => model)].map(([model, of]) => {
    const { tasks, succeeded } = of.reduce((sum, { moments }) => addMoments(sum, moments), NO_MOMENTS);
    return [model, (Number(succeeded) + 0.5) / (Number(tasks) + 1)] as const;
  });
  return {
    tasks: strata.reduce((sum, { tasks }) => sum + tasks, 0),
    strata,
    drawn: new Map(strata.flatMap((stratum) => readDrawn(stratum, draws))),
    rates: new Map(rates),
  };
}

/** Share of a stratum's tasks that one design must have drawn: whoever draws for some tasks alone chose those. */
const LEAST_DRAWN = 0.8;

function readDrawn({ name, tasks }: StratumHistory, draws: readonly DrawnCell[]): [string, StratumHistory][] {
  const ofStratum = draws.filter(({ stratum, moments }) => stratum === name && moments.tasks > 0n);
  const designs = [...Map.groupBy(ofStratum, ({ design }) => design).values()].map((of) => readStratum(name, of));
  const [most] = designs.sort((a, b) => b.tasks - a.tasks);
  return most !== undefined && most.tasks >= LEAST_DRAWN * tasks ? [[name, most]] : [];
}

function readStratum(name: string, cells: readonly HistoryCell[]): StratumHistory {
  const models = [...Map.groupBy(cells, ({ model }) => model)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([model, of]) => {
      const raw = of.reduce((sum, { moments }) => addMoments(sum, moments), NO_MOMENTS);
      const looked = of.flatMap(({ abilities }) => (abilities === undefined ? [] : [abilities]));
      const abilities = looked.length === 0 ? null : [...new Set(looked.flat())].sort();
      return [model, { model, raw, moments: describeGroup(raw), abilities }] as const;
    });
  return { name, tasks: models.reduce((sum, [, { moments }]) => sum + moments.tasks, 0), models: new Map(models) };
}

export function priorOf(history: History, model: string): number {
  return history.rates.get(model) ?? 0.5;
}
