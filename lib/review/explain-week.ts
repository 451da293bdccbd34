import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { decomposeCostPerSuccess, decomposeSpend } from "./decompose-change.ts";
import type { OutcomeWork, Parts, SpendPeriod } from "./decompose-change.ts";
import { nameIn } from "./read-sums.ts";
import type { Sums } from "./read-sums.ts";
import type { PriceWeights, Work } from "./work-factors.ts";

export type PartName = keyof Parts;
export interface ExplainedPart {
  readonly factor: PartName;
  readonly nano: bigint;
  /** 95 % interval from how the seven weekdays differ; null where a day of either week is empty. */
  readonly interval: readonly [bigint, bigint] | null;
}
export interface Explained {
  readonly total: bigint;
  readonly interval: readonly [bigint, bigint] | null;
  readonly parts: readonly ExplainedPart[];
}

/** Cells by day of two weeks, the earlier one first. */
export interface TwoWeeks {
  readonly before: readonly CellSums[];
  readonly after: readonly CellSums[];
}

/** Two-sided 95 % quantile of Student's t with six degrees of freedom, and a week's days. */
const T_6 = 2.4469;
const DAYS = 7;

/** Why spend changed. `work` is by model, task type and day; `tasks` by task type and day. */
export function explainSpend(work: TwoWeeks, tasks: TwoWeeks, weights: PriceWeights): Explained {
  const parts = (without: number | null): Parts => {
    const period = (of: readonly CellSums[], begun: readonly CellSums[]): SpendPeriod => ({
      work: sumWork(keep(of, without), "model", scaleOf(without)),
      tasks: sumTasks(keep(begun, without), scaleOf(without)),
    });
    return decomposeSpend(period(work.before, tasks.before), period(work.after, tasks.after), weights);
  };
  return explain(parts(null), isWhole(work) ? weekdays().map((day) => parts(day)) : null);
}

/** Why cost per success changed; null where a week has no success to divide by. `work` is by task type, route and day. */
export function explainCostPerSuccess(work: TwoWeeks, weights: PriceWeights): Explained | null {
  const parts = (without: number | null): Parts | null =>
    decomposeCostPerSuccess(sumOutcomes(keep(work.before, without)), sumOutcomes(keep(work.after, without)), weights);
  const whole = parts(null);
  if (whole === null) return null;
  const left = isWhole(work) ? weekdays().flatMap((day) => parts(day) ?? []) : [];
  return explain(whole, left.length === DAYS ? left : null);
}

/** The jackknife over weekdays: each left out of both weeks at once, so that their habits cancel. */
function explain(parts: Parts, left: readonly Parts[] | null): Explained {
  // The keys of Parts are the closed list it is made of.
  const names = Object.keys(parts) as PartName[];
  const totalOf = (of: Parts): bigint => names.reduce((sum, name) => sum + of[name], 0n);
  return {
    total: totalOf(parts),
    interval: intervalOf(totalOf, parts, left),
    parts: names.map((factor) => ({
      factor,
      nano: parts[factor],
      interval: intervalOf((of) => of[factor], parts, left),
    })),
  };
}

function intervalOf(
  read: (parts: Parts) => bigint,
  parts: Parts,
  left: readonly Parts[] | null,
): readonly [bigint, bigint] | null {
  if (left === null) return null;
  const values = left.map((without) => Number(read(without)));
  const mean = values.reduce((sum, value) => sum + value, 0) / DAYS;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = BigInt(Math.round(T_6 * Math.sqrt(((DAYS - 1) / DAYS) * squares)));
  return [read(parts) - half, read(parts) + half];
}

function weekdays(): number[] {
  return Array.from({ length: DAYS }, (_, day) => day);
}

function weekdayOf(cell: CellSums): number {
  return new Date(nameIn(cell, "day")).getUTCDay();
}

function keep(cells: readonly CellSums[], without: number | null): readonly CellSums[] {
  return without === null ? cells : cells.filter((cell) => weekdayOf(cell) !== without);
}

function isWhole({ before, after }: TwoWeeks): boolean {
  return [before, after].every((cells) => new Set(cells.map(weekdayOf)).size === DAYS);
}

/** Six days stand for seven. */
function scaleOf(without: number | null): readonly [bigint, bigint] {
  return without === null ? [1n, 1n] : [7n, 6n];
}

function sumTasks(cells: readonly CellSums[], [up, down]: readonly [bigint, bigint]): Map<string, number> {
  const tasks = new Map<string, number>();
  for (const cell of cells) {
    const type = nameIn(cell, "task_type");
    tasks.set(type, (tasks.get(type) ?? 0) + (Number(cell.sums.tasks) * Number(up)) / Number(down));
  }
  return tasks;
}

function groupCells(cells: readonly CellSums[], model: string): { taskType: string; model: string; sums: Sums[] }[] {
  const groups = Map.groupBy(cells, (cell) => `${nameIn(cell, "task_type")}\n${nameIn(cell, model)}`);
  return [...groups].map(([key, of]) => {
    const [taskType = "", name = ""] = key.split("\n");
    return { taskType, model: name, sums: of.map(({ sums }) => sums) };
  });
}

function sumWork(cells: readonly CellSums[], model: string, [up, down]: readonly [bigint, bigint]): Work[] {
  const share = Number(up) / Number(down);
  return groupCells(cells, model).map(({ sums, ...of }) => {
    const work = workOf(sums, share);
    return { ...of, ...work, cost: (sums.reduce((sum, one) => sum + one.cost, 0n) * up) / down };
  });
}

function workOf(sums: readonly Sums[], share: number): Omit<Work, "taskType" | "model" | "cost"> {
  const add = (of: keyof Sums): number => sums.reduce((sum, one) => sum + Number(one[of]), 0) * share;
  return {
    calls: add("calls") + add("other_calls"),
    reasks: add("reasks"),
    tokens: {
      input: add("input_uncached"),
      cache_read: add("cache_read"),
      cache_write: add("cache_write"),
      output: add("output"),
    },
  };
}

/** Of the decided, fully priced tasks; what their calls used is taken as the group's, by their share of its tasks. */
function sumOutcomes(cells: readonly CellSums[]): OutcomeWork[] {
  return groupCells(cells, "route").flatMap(({ sums, ...of }) => {
    const add = (measure: keyof Sums): bigint => sums.reduce((sum, one) => sum + one[measure], 0n);
    const [tasks, decided] = [Number(add("tasks")), Number(add("priced_tasks"))];
    if (decided === 0) return [];
    const work = workOf(sums, decided / Math.max(tasks, 1));
    return [{ ...of, ...work, cost: add("sum_c"), tasks: decided, succeeded: Number(add("priced_succeeded")) }];
  });
}
