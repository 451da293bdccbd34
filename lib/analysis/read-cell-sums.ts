import type { AnyMeasure, HistogramName } from "#lib/fold/measures.ts";
import type { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { CheckCount } from "#lib/fold/sums.ts";
import type { FailureCosts } from "./plan-metrics-sql.ts";
import type { MetricsQuery } from "./metrics-row.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { decodeHistogram } from "#lib/domain/histogram.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { ALL_MEASURES, HISTOGRAMS } from "#lib/fold/measures.ts";
import { isTimeGroup } from "./groupings.ts";
import { timeField } from "./time-number.ts";

/** What the cells of one group add up to, exact. */
export interface GroupSums {
  readonly group: Readonly<Record<string, string | number>>;
  readonly sums: MeasureSums;
  readonly checks: Readonly<Record<string, Readonly<CheckCount>>>;
  /** Encoded histograms laid end to end; null unless percentiles were asked for. */
  readonly histograms: Readonly<Record<HistogramName, Encoded>> | null;
  /** Nano-dollars beside the calls of the failed, fully priced tasks; null where a task type has not said. */
  readonly failureCost: bigint | null;
}

/** Encodings that add to a group, and those that are taken from it again. */
export interface Encoded {
  readonly plus: Uint8Array;
  readonly minus: Uint8Array;
}

/** The same as records, for those who calculate with a few groups. */
export interface CellSums extends Omit<GroupSums, "sums" | "histograms"> {
  readonly sums: Readonly<Record<AnyMeasure, bigint>>;
  readonly histograms: Readonly<Record<HistogramName, Histogram>> | null;
}

type Row = Readonly<Record<string, unknown>>;

/** Reads a row of the metrics statement. @throws TypeError when the statement and this reader disagree. */
export function readGroupSums(row: Row, query: MetricsQuery, failureCosts: FailureCosts): GroupSums {
  const sums = sumsOf(row, "sums");
  const ofTypes = [...failureCosts.values()].map((cost, i) => ({ cost, sums: sumsOf(row, `f${i}`) }));
  const failureCost = failureCostOf(sums, ofTypes);
  for (const type of ofTypes) sums.addAll(type.sums, 1);
  const group: Record<string, string | number> = {};
  query.groupBy.forEach((name, i) => (group[name] = groupValue(name, row[`g${i}`], query)));
  return {
    group,
    sums,
    checks: mergeChecks(row["checks"], row["minus_checks"]),
    histograms: query.percentiles ? readHistograms(row) : null,
    failureCost,
  };
}

export function readCellSums(row: Row, query: MetricsQuery, failureCosts: FailureCosts): CellSums {
  const group = readGroupSums(row, query, failureCosts);
  const sums = Object.create(NONE) as Record<AnyMeasure, bigint>;
  for (const [measure, sum] of group.sums) sums[measure] = sum;
  return { ...group, sums, histograms: group.histograms && decodeAll(group.histograms) };
}

// fromEntries forgets the keys; they are the closed list of measures. Those that are 0 are inherited.
const NONE = Object.fromEntries(ALL_MEASURES.map((measure) => [measure, 0n])) as Record<AnyMeasure, bigint>;

function decodeAll(encoded: Readonly<Record<HistogramName, Encoded>>): Record<HistogramName, Histogram> {
  const entries = HISTOGRAMS.map((name) => [name, decodeHistogram(encoded[name].plus, encoded[name].minus)]);
  // fromEntries forgets the keys; they are the closed list of histograms.
  return Object.fromEntries(entries) as Record<HistogramName, Histogram>;
}

function sumsOf(row: Row, column: string): MeasureSums {
  return decodeMeasures(bytesOf(row, column), bytesOf(row, `minus_${column}`));
}

/** Unknown where tasks were decided of a type that has not said, or none at all. */
function failureCostOf(others: MeasureSums, ofTypes: readonly { cost: bigint; sums: MeasureSums }[]): bigint | null {
  if (ofTypes.length === 0) return null;
  const decided = (sums: MeasureSums): number => sums.count("succeeded") + sums.count("failed");
  if (decided(others) > 0 || ofTypes.every(({ sums }) => decided(sums) === 0)) return null;
  const failed = (sums: MeasureSums): bigint => sums.exact("priced_tasks") - sums.exact("priced_succeeded");
  return ofTypes.reduce((sum, { cost, sums }) => sum + failed(sums) * cost, 0n);
}

function readHistograms(row: Row): Record<HistogramName, Encoded> {
  const entries = HISTOGRAMS.map((name): [HistogramName, Encoded] => [
    name,
    { plus: bytesOf(row, name), minus: bytesOf(row, `minus_${name}`) },
  ]);
  // fromEntries forgets the keys; they are the closed list of histograms.
  return Object.fromEntries(entries) as Record<HistogramName, Encoded>;
}

const NO_BYTES = new Uint8Array();

/** Nothing where no cell of the group had any, or the statement did not ask. */
function bytesOf(row: Row, column: string): Uint8Array {
  const bytes = row[column];
  if (bytes === null || bytes === undefined) return NO_BYTES;
  if (typeof bytes === "string") return Buffer.from(bytes, "base64");
  throw new TypeError(`the column ${column} did not come as text`);
}

function groupValue(name: string, value: unknown, query: MetricsQuery): string | number {
  if (isTimeGroup(name)) return timeField(name, integer(value), query.timeZone);
  if (typeof value === "string") return value;
  throw new TypeError(`the group ${name} came as ${typeof value}, not as text`);
}

function integer(value: unknown): number {
  const number = typeof value === "string" || typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number)) return number;
  throw new TypeError(`a time came as ${value === null ? "null" : typeof value}, not as a whole number`);
}

const NO_CHECKS: Readonly<Record<string, CheckCount>> = {};

/** Cells keep `{ name: { recorded, passed } }`; a group's are the sums by name. */
function mergeChecks(plus: unknown, minus: unknown): Readonly<Record<string, CheckCount>> {
  const merged = new Map<string, CheckCount>();
  addChecks(merged, plus, 1);
  if (minus !== undefined) addChecks(merged, minus, -1);
  if (merged.size === 0) return NO_CHECKS;
  const present = [...merged].filter(([, counts]) => counts.recorded !== 0);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addChecks(merged: Map<string, CheckCount>, cells: unknown, sign: 1 | -1): void {
  if (!Array.isArray(cells)) throw new TypeError("the checks of a group did not come as an array");
  for (const cell of cells) {
    if (typeof cell !== "object" || cell === null) continue;
    for (const [name, counts] of Object.entries<unknown>(cell as Record<string, unknown>)) {
      const entry = merged.get(name) ?? { recorded: 0, passed: 0 };
      const { recorded, passed } = countsOf(counts);
      merged.set(name, { recorded: entry.recorded + sign * recorded, passed: entry.passed + sign * passed });
    }
  }
}

function countsOf(counts: unknown): CheckCount {
  if (typeof counts === "object" && counts !== null && "recorded" in counts && "passed" in counts)
    return { recorded: Number(counts.recorded), passed: Number(counts.passed) };
  throw new TypeError("a check of a cell is not { recorded, passed }");
}
