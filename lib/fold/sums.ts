import { merge, record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";

import { MeasureSums } from "./measure-sums.ts";
import { ALL_MEASURES, HISTOGRAMS, MEASURE_NUMBERS } from "./measures.ts";
import type { AnyMeasure, HistogramName } from "./measures.ts";

/** Times a check was recorded, and passed. */
export interface CheckCount {
  recorded: number;
  passed: number;
}

/**
 * What a cell holds, sparse: a measure that is 0, a check never recorded and an empty histogram are absent. Most sums have no
 * check and no more than one histogram, and a fold makes many: null is none.
 */
export interface Sums {
  readonly measures: MeasureSums;
  checks: Map<string, CheckCount> | null;
  readonly histograms: Record<HistogramName, Histogram | null>;
}

export function emptySums(): Sums {
  return {
    measures: new MeasureSums(),
    checks: null,
    histograms: { ttft_ms: null, duration_ms: null, output_tokens_per_s: null },
  };
}

export function addMeasure(sums: Sums, measure: AnyMeasure, value: number | bigint): void {
  sums.measures.add(measure, value);
}

export function addValue(sums: Sums, name: HistogramName, value: number): void {
  record(binsOf(sums, name), value);
}

/** The histogram to add to. */
export function binsOf({ histograms }: Sums, name: HistogramName): Histogram {
  return (histograms[name] ??= new Map());
}

export function addCheck(sums: Sums, name: string, count: CheckCount): void {
  const checks = (sums.checks ??= new Map<string, CheckCount>());
  const known = checks.get(name) ?? { recorded: 0, passed: 0 };
  const sum = { recorded: known.recorded + count.recorded, passed: known.passed + count.passed };
  if (sum.recorded === 0 && sum.passed === 0) checks.delete(name);
  else checks.set(name, sum);
}

/** Adds `other` into `into`, or takes it away; what reaches zero disappears. */
export function addSums(into: Sums, other: Sums, sign: 1 | -1 = 1): void {
  into.measures.addAll(other.measures, sign);
  addChecks(into, other, sign);
  for (const name of HISTOGRAMS) addHistogram(into, other, name, sign);
}

export function addChecks(into: Sums, { checks }: Sums, sign: 1 | -1): void {
  checks?.forEach(({ recorded, passed }, name) =>
    addCheck(into, name, { recorded: sign * recorded, passed: sign * passed }),
  );
}

export function addHistogram(into: Sums, { histograms }: Sums, name: HistogramName, sign: 1 | -1): void {
  const other = histograms[name];
  if (other !== null && other.size > 0) merge(binsOf(into, name), other, sign);
}

export function isEmpty({ measures, checks, histograms }: Sums): boolean {
  return (
    measures.isEmpty() &&
    (checks === null || checks.size === 0) &&
    HISTOGRAMS.every((name) => (histograms[name]?.size ?? 0) === 0)
  );
}

/** Contributions named measures before they numbered them. */
const PLACES: ReadonlyMap<string, number> = new Map(
  ALL_MEASURES.flatMap((measure) => {
    const place = MEASURE_NUMBERS.get(measure) ?? 0;
    return [
      [measure, place],
      [String(place), place],
    ];
  }),
);

/** `[measures, checks, histograms]` as flat lists of key and value, in one order; integers beyond 2^53 are strings. */
export type PackedSums = readonly [readonly (number | string)[], readonly (number | string)[], readonly number[][]];

export function packSums({ measures, checks, histograms }: Sums): PackedSums {
  const named = checks === null ? [] : [...checks].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return [
    measures.flat(),
    named.flatMap(([name, { recorded, passed }]) => [name, recorded, passed]),
    HISTOGRAMS.map((name) => packHistogram(histograms[name])),
  ];
}

function packHistogram(histogram: Histogram | null): number[] {
  if (histogram === null) return [];
  return [...histogram.keys()].sort((a, b) => a - b).flatMap((bin) => [bin, histogram.get(bin) ?? 0]);
}

/** @throws RangeError naming a measure that this version does not know: a newer one wrote it. */
export function unpackSums([measures, checks, histograms]: PackedSums): Sums {
  const sums = emptySums();
  for (let at = 0; at < measures.length; at += 2) {
    const place = PLACES.get(String(measures[at]));
    if (place === undefined)
      throw new RangeError(`a contribution holds the measure "${measures[at]}", which is not one of ours`);
    const sum = measures[at + 1] ?? 0;
    sums.measures.addAt(place, typeof sum === "number" ? sum : BigInt(sum));
  }
  for (let at = 0; at < checks.length; at += 3)
    addCheck(sums, String(checks[at]), { recorded: Number(checks[at + 1]), passed: Number(checks[at + 2]) });
  HISTOGRAMS.forEach((name, i) => {
    const flat = histograms[i] ?? [];
    for (let at = 0; at < flat.length; at += 2) binsOf(sums, name).set(flat[at] ?? 0, flat[at + 1] ?? 0);
  });
  return sums;
}
