import { NEVER_BIN, valueWithin } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { Z_95 } from "#lib/analysis/success-rate-interval.ts";
import type { History } from "./history.ts";
import { UNCOVERED } from "./project-policy.ts";
import type { Assignment } from "./project-policy.ts";
import type { Estimate } from "./statistics/weighted-sums.ts";

/**
 * How long the tasks that one model began in one stratum took, or the calls of them; milliseconds in the bins of
 * lib/domain/histogram.ts.
 */
export interface LatencyCell {
  readonly stratum: string;
  readonly model: string;
  readonly tasks: number;
  readonly times: Histogram;
}

/** Half of all calls (or tasks), and nineteen of twenty, are done within these milliseconds; null where that cannot be said. */
export interface Latency {
  readonly p50: Estimate | null;
  readonly p95: Estimate | null;
}

export interface WeighedCell {
  readonly cell: LatencyCell;
  readonly weight: number;
}

interface Part {
  /** Share of all calls, and of one call. */
  readonly share: number;
  readonly each: number;
  readonly tasks: number;
  readonly times: Histogram;
}

/**
 * How long a call, or a task, takes under another choice of models: those of its tasks in each stratum, weighted by the project's
 * mix. Null where 5 % of the work or more is of models with none of their own there, or none has such a time.
 */
export function projectLatency(history: History, cells: readonly LatencyCell[], assign: Assignment): Latency | null {
  const known = new Map(cells.map((cell) => [`${cell.stratum}\n${cell.model}`, cell]));
  const wanted = history.strata.flatMap((stratum) => {
    const model = assign(stratum.name);
    const weight = stratum.tasks / history.tasks;
    if (model !== null) return [{ cell: known.get(`${stratum.name}\n${model}`), weight }];
    return [...stratum.models.values()].map((one) => ({
      cell: known.get(`${stratum.name}\n${one.model}`),
      weight: (weight * one.moments.tasks) / stratum.tasks,
    }));
  });
  const unseen = wanted.reduce((sum, { cell, weight }) => sum + (cell === undefined ? weight : 0), 0);
  if (unseen >= UNCOVERED) return null;
  return mixLatencies(wanted.flatMap(({ cell, weight }) => (cell === undefined ? [] : [{ cell, weight }])));
}

/** Cells put together, each weighing as much of the work as it says. Null where none of them has such a time. */
export function mixLatencies(cells: readonly WeighedCell[]): Latency | null {
  const parts = partsOf(cells);
  return parts.length === 0 ? null : { p50: quantileOf(parts, 0.5), p95: quantileOf(parts, 0.95) };
}

/** A task's calls weigh as much as the task does, each of them alike. */
function partsOf(wanted: readonly WeighedCell[]): Part[] {
  const parts = wanted.map(({ cell: { tasks, times }, weight }) => {
    const calls = [...times.values()].reduce((sum, count) => sum + count, 0);
    return { tasks, times, calls, each: tasks > 0 ? weight / tasks : 0 };
  });
  const all = parts.reduce((sum, { each, calls }) => sum + each * calls, 0);
  return parts
    .filter(({ each, calls }) => each * calls > 0)
    .map(({ tasks, times, calls, each }) => ({ tasks, times, each: each / all, share: (each * calls) / all }));
}

/**
 * A quantile of the mixture with its 95 % interval (R. S. Woodruff, J. Am. Stat. Assoc. 47, 1952): the quantiles at the ends
 * of an interval for the share of calls below it. Calls of one task are alike: they count as one.
 */
function quantileOf(parts: readonly Part[], p: number): Estimate | null {
  const value = valueAt(parts, p);
  if (value === null) return null;
  const { bin, within } = placeAt(parts, p);
  const variance = parts.reduce((sum, part) => {
    const under = shareOf(part, (one) => one < bin);
    const below = (under + within * (shareOf(part, (one) => one <= bin) - under)) / part.share;
    // One more task, as the quantile says: ten that are all faster are not sure to be.
    const rate = (below * part.tasks + p) / (part.tasks + 1);
    return sum + (part.share * part.share * rate * (1 - rate)) / part.tasks;
  }, 0);
  const half = Z_95 * Math.sqrt(variance);
  const low = valueAt(parts, p - half) ?? value;
  return { value, low: p - half <= 0 ? 0 : low, high: p + half >= 1 ? null : valueAt(parts, p + half) };
}

interface Place {
  readonly bin: number;
  /** How much of the bin's calls lies below. */
  readonly within: number;
}

/** Where a share of the calls ends. */
function placeAt(parts: readonly Part[], share: number): Place {
  const bins = new Map<number, number>();
  for (const { times, each } of parts)
    for (const [bin, count] of times) bins.set(bin, (bins.get(bin) ?? 0) + each * count);
  const sorted = [...bins].sort(([a], [b]) => a - b);
  let reached = 0;
  for (const [bin, weight] of sorted) {
    // Shares are sums of floats: the last bin is never missed for their rounding.
    if (reached + weight >= share - 1e-9) return { bin, within: Math.min(Math.max((share - reached) / weight, 0), 1) };
    reached += weight;
  }
  return { bin: NEVER_BIN, within: 1 };
}

/** The time that a share of the calls does not exceed; null where it is that of a call that never got there. */
function valueAt(parts: readonly Part[], share: number): number | null {
  const { bin, within } = placeAt(parts, share);
  return bin === NEVER_BIN ? null : valueWithin(bin, within);
}

function shareOf({ times, each }: Part, counts: (bin: number) => boolean): number {
  let share = 0;
  for (const [bin, count] of times) if (counts(bin)) share += each * count;
  return share;
}
