import type { AnyMeasure, HistogramName } from "#lib/fold/measures.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import type { CheckCount } from "#lib/fold/sums.ts";
import type { MetricsQuery } from "./metrics-row.ts";
import { ALL_MEASURES, HISTOGRAMS } from "#lib/fold/measures.ts";
import { isTimeGroup } from "./groupings.ts";
import { mergeEncoded } from "./merge-encoded.ts";
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
export function readCellSums(row: Row, query: MetricsQuery): CellSums {
  return {
    group: Object.fromEntries(query.groupBy.map((name, i) => [name, groupValue(name, row[`g${i}`], query)])),
    sums: readSums(row),
    checks: mergeChecks(row["checks"]),
    histograms: query.percentiles ? readHistograms(row) : null,
    failureCost: row["failure_cost_known"] === true ? integer(row["failure_cost"]) : null,
  };
}

function readSums(row: Row): Record<AnyMeasure, bigint> {
  const entries = ALL_MEASURES.map((measure) => [measure, integer(row[measure])] as const);
  // fromEntries forgets the keys; they are the closed list of measures.
  return Object.fromEntries(entries) as Record<AnyMeasure, bigint>;
}

function readHistograms(row: Row): Record<HistogramName, Histogram> {
  const entries = HISTOGRAMS.map((name) => [name, histogramOf(row[name])] as const);
  // fromEntries forgets the keys; they are the closed list of histograms.
  return Object.fromEntries(entries) as Record<HistogramName, Histogram>;
}

function histogramOf(bytes: unknown): Histogram {
  if (bytes === null || bytes === undefined) return new Map();
  if (!(bytes instanceof Uint8Array)) throw new TypeError("a histogram column did not come as bytes");
  return mergeEncoded(bytes);
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
