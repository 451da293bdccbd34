import { merge } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";

import { MeasureSums } from "./measure-sums.ts";
import { ALL_MEASURES, HISTOGRAMS } from "./measures.ts";
import type { AnyMeasure, HistogramName } from "./measures.ts";

/** Times a check was recorded, and passed. */
export interface CheckCount {
  recorded: number;
  passed: number;
}

/** What a cell holds, sparse: a measure that is 0, a check never recorded and an empty histogram are absent. */
export interface Sums {
  readonly measures: MeasureSums;
  readonly checks: Map<string, CheckCount>;
  readonly histograms: Readonly<Record<HistogramName, Histogram>>;
}

export function emptySums(): Sums {
  return {
    measures: new MeasureSums(),
    checks: new Map(),
    histograms: { ttft_ms: new Map(), duration_ms: new Map(), output_tokens_per_s: new Map() },
  };
}

export function addMeasure(sums: Sums, measure: AnyMeasure, value: number | bigint): void {
  sums.measures.add(measure, value);
}

export function addCheck(sums: Sums, name: string, count: CheckCount): void {
  const known = sums.checks.get(name) ?? { recorded: 0, passed: 0 };
  const sum = { recorded: known.recorded + count.recorded, passed: known.passed + count.passed };
  if (sum.recorded === 0 && sum.passed === 0) sums.checks.delete(name);
  else sums.checks.set(name, sum);
}

/** Adds `other` into `into`, or takes it away; what reaches zero disappears. */
export function addSums(into: Sums, other: Sums, sign: 1 | -1 = 1): void {
  into.measures.addAll(other.measures, sign);
  for (const [name, { recorded, passed }] of other.checks)
    addCheck(into, name, { recorded: sign * recorded, passed: sign * passed });
  for (const name of HISTOGRAMS) merge(into.histograms[name], other.histograms[name], sign);
}

export function isEmpty(sums: Sums): boolean {
  return (
    sums.measures.isEmpty() &&
    sums.checks.size === 0 &&
    HISTOGRAMS.every((histogram) => sums.histograms[histogram].size === 0)
  );
}

const KNOWN_MEASURES: ReadonlyMap<string, AnyMeasure> = new Map(ALL_MEASURES.map((measure) => [measure, measure]));

/** `[measures, checks, histograms]` as flat lists of key and value, in one order; integers beyond 2^53 are strings. */
export type PackedSums = readonly [readonly (number | string)[], readonly (number | string)[], readonly number[][]];

export function packSums(sums: Sums): PackedSums {
  const measures = sums.measures.flat();
  const checks = [...sums.checks]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .flatMap(([name, { recorded, passed }]) => [name, recorded, passed]);
  const histograms = HISTOGRAMS.map((name) => [...sums.histograms[name]].sort((a, b) => a[0] - b[0]).flat());
  return [measures, checks, histograms];
}

/** @throws RangeError naming a measure that this version does not know: a newer one wrote it. */
export function unpackSums([measures, checks, histograms]: PackedSums): Sums {
  const sums = emptySums();
  for (let at = 0; at < measures.length; at += 2) {
    const measure = KNOWN_MEASURES.get(String(measures[at]));
    if (!measure) throw new RangeError(`a contribution holds the measure "${measures[at]}", which is not one of ours`);
    const sum = measures[at + 1] ?? 0;
    sums.measures.add(measure, typeof sum === "number" ? sum : BigInt(sum));
  }
  for (let at = 0; at < checks.length; at += 3)
    sums.checks.set(String(checks[at]), { recorded: Number(checks[at + 1]), passed: Number(checks[at + 2]) });
  HISTOGRAMS.forEach((name, i) => {
    const flat = histograms[i] ?? [];
    for (let at = 0; at < flat.length; at += 2) sums.histograms[name].set(flat[at] ?? 0, flat[at + 1] ?? 0);
  });
  return sums;
}
