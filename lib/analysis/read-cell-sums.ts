import type { AnyMeasure, HistogramName } from "#lib/fold/measures.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import type { CheckCount } from "#lib/fold/sums.ts";
import type { FailureCosts } from "./plan-metrics-sql.ts";
import type { MetricsQuery } from "./metrics-row.ts";
import { decodeHistogram } from "#lib/domain/histogram.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { ALL_MEASURES, HISTOGRAMS } from "#lib/fold/measures.ts";
import { isTimeGroup } from "./groupings.ts";
import { timeField } from "./time-number.ts";

/** One group's sums over its cells, exact. */
export interface CellSums {
  readonly group: Readonly<Record<string, string | number>>;
  readonly sums: Readonly<Record<AnyMeasure, bigint>>;
  readonly checks: Readonly<Record<string, Readonly<CheckCount>>>;
  /** Null unless percentiles were asked for. */
  readonly histograms: Readonly<Record<HistogramName, Histogram>> | null;
  /** Nano-dollars beside the calls of the failed, fully priced tasks; null where a task type has not said. */
  readonly failureCost: bigint | null;
}

type Row = Readonly<Record<string, unknown>>;

/** Reads a row of the metrics statement. @throws TypeError when the statement and this reader disagree. */
export function readCellSums(row: Row, query: MetricsQuery, failureCosts: FailureCosts): CellSums {
  const others = decodeMeasures(bytesOf(row, "sums"));
  const ofTypes = [...failureCosts.values()].map((cost, i) => ({ cost, sums: decodeMeasures(bytesOf(row, `f${i}`)) }));
  return {
    group: Object.fromEntries(query.groupBy.map((name, i) => [name, groupValue(name, row[`g${i}`], query)])),
    sums: sumUp([others, ...ofTypes.map(({ sums }) => sums)]),
    checks: mergeChecks(row["checks"]),
    histograms: query.percentiles ? readHistograms(row) : null,
    failureCost: failureCostOf(others, ofTypes),
  };
}

type Measured = ReadonlyMap<AnyMeasure, bigint>;

// fromEntries forgets the keys; they are the closed list of measures.
const NONE = Object.fromEntries(ALL_MEASURES.map((measure) => [measure, 0n])) as Record<AnyMeasure, bigint>;

/** The measures that are 0 are inherited: a group has a third of them, and an answer may have thousands of groups. */
function sumUp(parts: readonly Measured[]): Record<AnyMeasure, bigint> {
  const sums = Object.create(NONE) as Record<AnyMeasure, bigint>;
  for (const part of parts) for (const [measure, sum] of part) sums[measure] += sum;
  return sums;
}

/** Unknown where tasks were decided of a type that has not said, or none at all. */
function failureCostOf(others: Measured, ofTypes: readonly { cost: bigint; sums: Measured }[]): bigint | null {
  const decided = (sums: Measured): bigint => (sums.get("succeeded") ?? 0n) + (sums.get("failed") ?? 0n);
  if (decided(others) > 0n || ofTypes.every(({ sums }) => decided(sums) === 0n)) return null;
  const failed = (sums: Measured): bigint => (sums.get("priced_tasks") ?? 0n) - (sums.get("priced_succeeded") ?? 0n);
  return ofTypes.reduce((sum, { cost, sums }) => sum + failed(sums) * cost, 0n);
}

function readHistograms(row: Row): Record<HistogramName, Histogram> {
  const entries = HISTOGRAMS.map((name) => [name, decodeHistogram(bytesOf(row, name))] as const);
  // fromEntries forgets the keys; they are the closed list of histograms.
  return Object.fromEntries(entries) as Record<HistogramName, Histogram>;
}

/** Null where no cell of the group had any. */
function bytesOf(row: Row, column: string): Uint8Array {
  const bytes = row[column];
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes === null || bytes === undefined) return new Uint8Array();
  throw new TypeError(`the column ${column} did not come as bytes`);
}

function groupValue(name: string, value: unknown, query: MetricsQuery): string | number {
  if (isTimeGroup(name)) return timeField(name, Number(integer(value)), query.timeZone);
  if (typeof value === "string") return value;
  throw new TypeError(`the group ${name} came as ${typeof value}, not as text`);
}

function integer(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "string" || typeof value === "number") return BigInt(value);
  throw new TypeError(`a sum came as ${value === null ? "null" : typeof value}, not as a whole number`);
}

/** Cells keep `{ name: { recorded, passed } }`; a group's are the sums by name. */
function mergeChecks(cells: unknown): Record<string, CheckCount> {
  if (!Array.isArray(cells)) throw new TypeError("the checks of a group did not come as an array");
  const merged = new Map<string, CheckCount>();
  for (const cell of cells) {
    if (typeof cell !== "object" || cell === null) continue;
    for (const [name, counts] of Object.entries<unknown>(cell as Record<string, unknown>)) {
      const entry = merged.get(name) ?? { recorded: 0, passed: 0 };
      const { recorded, passed } = countsOf(counts);
      merged.set(name, { recorded: entry.recorded + recorded, passed: entry.passed + passed });
    }
  }
  const present = [...merged].filter(([, counts]) => counts.recorded !== 0);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function countsOf(counts: unknown): CheckCount {
  if (typeof counts === "object" && counts !== null && "recorded" in counts && "passed" in counts)
    return { recorded: Number(counts.recorded), passed: Number(counts.passed) };
  throw new TypeError("a check of a cell is not { recorded, passed }");
}
