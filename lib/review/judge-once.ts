import { studentT95 } from "#lib/analysis/student-t.ts";
import type { DecisionMetric } from "#lib/domain/decision-metric.ts";
import { merge } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { commonWork } from "./common-work.ts";
import { countsOf, groupsOf, sumByStratum } from "./measure-decision.ts";
import type { CohortCell, MeasuredEffect } from "./measure-decision.ts";
import { mixLatencies } from "./project-latency.ts";
import { ratioOf } from "./statistics/compare-estimates.ts";
import { weightedCost, weightedSuccess } from "./statistics/weighted-sums.ts";
import type { Estimate } from "./statistics/weighted-sums.ts";

/** Cost per success is watched with a sequence of intervals (measure-decision.ts); these are looked at once. */
export type OnceMetric = Exclude<DecisionMetric, "cost_per_success">;

/** One stratum's tasks of one day, on one side of a decision. */
export interface OnceCell extends CohortCell {
  readonly day: string;
  /** Tasks begun, decided or not. */
  readonly begun: number;
  /** Calls (or tool calls) that the metric is of, and those among them that it counts; 0 where it counts none. */
  readonly of: number;
  readonly counted: number;
  /** How long its calls took, in milliseconds; empty where the metric is not of that. */
  readonly times: Histogram;
}

/** Days a side that a rate of calls is judged from: retries come in storms, so that a day is one observation. */
const LEAST_DAYS = 5;

/** What a decision did to a figure, after over before for the mix of work since, with the 95 % interval of a single look. */
export function judgeOnce(
  metric: OnceMetric,
  { before, after }: { before: readonly OnceCell[]; after: readonly OnceCell[] },
): MeasuredEffect {
  const common = commonWork(tasksOf(metric, before), tasksOf(metric, after));
  if (common.strata === null) return { effect: null, refused: common.refused };
  const among = new Set(common.strata);
  const within = (cells: readonly OnceCell[]): OnceCell[] => cells.filter(({ stratum }) => among.has(stratum));
  const sides = { strata: common.strata, was: within(before), is: within(after) };
  const read = readerOf(metric, sides);
  const [was, is] = [read(sides.was), read(sides.is)];
  const ratio = was && is && ratioOf(is, was);
  if (!was || !is || !ratio) return { effect: null, refused: lackOf(metric) };
  const changed = ratio.low > 1 || (ratio.high !== null && ratio.high < 1);
  const saved = metric === "cost_per_task" ? savedOf({ ratio, was }, sides.is) : null;
  return { effect: { ratio, saved, changed }, refused: null };
}

interface Sides {
  readonly strata: readonly string[];
  readonly was: readonly OnceCell[];
  readonly is: readonly OnceCell[];
}

function tasksOf(metric: OnceMetric, cells: readonly OnceCell[]): Map<string, number> {
  if (metric === "cost_per_task" || metric === "success_rate") return countsOf(sumByStratum(cells));
  const tasks = new Map<string, number>();
  for (const { stratum, begun } of cells) tasks.set(stratum, (tasks.get(stratum) ?? 0) + begun);
  return tasks;
}

function lackOf(metric: OnceMetric): string {
  switch (metric) {
    case "cost_per_task":
    case "success_rate":
      return "a side has too little for an interval";
    case "call_p95":
      return "a side has no calls whose time is known";
    case "retry_rate":
    case "reask_rate":
    case "tool_validity":
      return `a side has fewer than ${LEAST_DAYS} days with such calls`;
  }
}

/** How one side's figure is read, for the mix of work since. */
function readerOf(metric: OnceMetric, sides: Sides): (cells: readonly OnceCell[]) => Estimate | null {
  const mix = sumByStratum(sides.is);
  const groups = (cells: readonly OnceCell[]) => groupsOf(sides.strata, { of: sumByStratum(cells), mix });
  switch (metric) {
    case "cost_per_task":
      return (cells) => weightedCost(groups(cells));
    case "success_rate":
      return (cells) => weightedSuccess(groups(cells));
    case "call_p95":
      return (cells) => p95Of(cells, sides);
    case "retry_rate":
    case "reask_rate":
    case "tool_validity":
      return (cells) => rateOver(cells, sides);
  }
}

function p95Of(cells: readonly OnceCell[], { is }: Sides): Estimate | null {
  const weights = tasksOf("call_p95", is);
  const parts = [...Map.groupBy(cells, ({ stratum }) => stratum)].map(([stratum, of]) => {
    const times: Histogram = new Map();
    for (const cell of of) merge(times, cell.times);
    const tasks = of.reduce((sum, { begun }) => sum + begun, 0);
    return { cell: { stratum, model: "", tasks, times }, weight: weights.get(stratum) ?? 0 };
  });
  return mixLatencies(parts)?.p95 ?? null;
}

/** A rate of calls over kinds of work, weighted by the calls since; its error is from leaving out one day after another. */
function rateOver(cells: readonly OnceCell[], { was, is }: Sides): Estimate | null {
  const [of, other] = [sumCounts(is), sumCounts(was)];
  const shared = [...of].filter(([stratum, sums]) => sums.of > 0 && (other.get(stratum)?.of ?? 0) > 0);
  const total = shared.reduce((sum, [, sums]) => sum + sums.of, 0);
  const weights = new Map(shared.map(([stratum, sums]) => [stratum, sums.of / total]));
  const used = cells.filter((cell) => weights.has(cell.stratum) && cell.of > 0);
  const days = [...new Set(used.map(({ day }) => day))];
  if (days.length < LEAST_DAYS) return null;
  const whole = sumCounts(used);
  const rate = meanRate(whole, weights);
  const without = days.map((day) => {
    const left = sumCounts(used.filter((cell) => cell.day !== day));
    return meanRate(new Map([...whole].map(([name, sums]) => [name, left.get(name) ?? sums])), weights);
  });
  const mean = without.reduce((sum, one) => sum + one, 0) / days.length;
  const jackknife = without.reduce((sum, one) => sum + (one - mean) ** 2, 0) * (1 - 1 / days.length);
  const error = Math.sqrt(Math.max(jackknife, leastVariance(whole, weights)));
  const value = rate > 0 ? rate : 0.5 / [...whole.values()].reduce((sum, one) => sum + one.of, 1);
  const reach = Math.exp((studentT95(days.length - 1) * error) / value);
  return { value, low: value / reach, high: value * reach };
}

interface Counts {
  of: number;
  counted: number;
}

function sumCounts(cells: readonly OnceCell[]): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const { stratum, of, counted } of cells) {
    const sum = sums.get(stratum) ?? { of: 0, counted: 0 };
    sums.set(stratum, { of: sum.of + of, counted: sum.counted + counted });
  }
  return sums;
}

function meanRate(sums: ReadonlyMap<string, Counts>, weights: ReadonlyMap<string, number>): number {
  return [...sums].reduce((sum, [name, { of, counted }]) => sum + ((weights.get(name) ?? 0) * counted) / of, 0);
}

/** That of calls which fail one by one: days may be alike by luck, and ten without a failure are not sure to have none. */
function leastVariance(sums: ReadonlyMap<string, Counts>, weights: ReadonlyMap<string, number>): number {
  return [...sums].reduce((sum, [name, { of, counted }]) => {
    const rate = (counted + 0.5) / (of + 1);
    return sum + ((weights.get(name) ?? 0) ** 2 * rate * (1 - rate)) / of;
  }, 0);
}

/** What the tasks since have cost less than they would have; its ends from the ratio's. */
function savedOf({ ratio, was }: { ratio: Estimate; was: Estimate }, now: readonly OnceCell[]): Estimate {
  const tasks = now.reduce((sum, { moments }) => sum + Number(moments.tasks), 0);
  const at = (of: number): number => was.value * (1 - of) * tasks;
  return {
    value: at(ratio.value),
    low: ratio.high === null ? -Infinity : at(ratio.high),
    high: at(ratio.low),
  };
}
