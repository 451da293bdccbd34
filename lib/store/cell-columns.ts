import { createHash } from "node:crypto";

import { encodeHistogram } from "#lib/domain/histogram.ts";
import type { Tier } from "#lib/domain/time.ts";
import { ALL_MEASURES, CALL_DIMENSIONS, HISTOGRAMS, NUMERIC_MEASURES, TASK_DIMENSIONS } from "#lib/fold/measures.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";
import type { CheckCount, Sums } from "#lib/fold/sums.ts";

import type { Column } from "./column.ts";
import { storableJson } from "./storable-json.ts";

export type Grain = "task" | "call";

/** A cell of one tier, with the sums to add to it or, of a stored one, the sums it holds. */
export interface Cell {
  readonly projectId: string;
  readonly grain: Grain;
  /** Declared tag or empty (`task`); `none`, `service_tier` or `key` (`call`). */
  readonly split: string;
  readonly tier: Tier;
  readonly bucketMs: number;
  readonly dimensions: readonly string[];
  readonly sums: Sums;
}

export interface CellTable {
  readonly table: string;
  readonly splitColumn: string;
  readonly dimensionColumns: readonly string[];
  /** The measure that is 0 only in a cell that nothing adds to any more. */
  readonly emptyWhen: string;
}

export const CELL_TABLES: Readonly<Record<Grain, CellTable>> = {
  task: {
    table: "task_cell",
    splitColumn: "tag_name",
    dimensionColumns: ["tag_value", ...TASK_DIMENSIONS],
    emptyWhen: "tasks = 0",
  },
  call: {
    table: "call_cell",
    splitColumn: "split",
    dimensionColumns: CALL_DIMENSIONS,
    emptyWhen: "calls + other_calls = 0",
  },
};

export function keyColumns(grain: Grain): Column<Cell>[] {
  return [
    { name: "project_id", type: "uuid", of: (cell) => cell.projectId },
    { name: CELL_TABLES[grain].splitColumn, type: "text", of: (cell) => cell.split },
    { name: "tier", type: "text", of: (cell) => cell.tier },
    { name: "bucket", type: "timestamptz", of: (cell) => cell.bucketMs * 1000 },
    { name: "dimensions_hash", type: "bytea", of: (cell) => hashDimensions(cell.dimensions) },
  ];
}

export function dimensionColumns(grain: Grain): Column<Cell>[] {
  return CELL_TABLES[grain].dimensionColumns.map((name, i) => ({
    name,
    type: "text",
    of: (cell) => cell.dimensions[i] ?? "",
  }));
}

/** Columns of sums that are not simply added up in SQL: they are merged here, under the lock of the fold. */
export const MERGED_COLUMNS: readonly Column<Cell>[] = [
  { name: "checks", type: "jsonb", of: (cell) => checksJson(cell.sums.checks) },
  ...HISTOGRAMS.map((name): Column<Cell> => ({
    name,
    type: "bytea",
    of: (cell) => encodeHistogram(cell.sums.histograms[name]),
  })),
];

const NUMERIC: ReadonlySet<AnyMeasure> = new Set(NUMERIC_MEASURES);
const MEASURE_COLUMNS = new Map(
  ALL_MEASURES.map((measure): [AnyMeasure, Column<Cell>] => [
    measure,
    {
      name: measure,
      type: NUMERIC.has(measure) ? "numeric" : "bigint",
      of: (cell) => cell.sums.measures.get(measure) ?? 0n,
    },
  ]),
);

/** Columns of the measures that any of the cells has: most failure classes are absent from most folds. */
export function measureColumns(cells: readonly Cell[]): Column<Cell>[] {
  const present = new Set(cells.flatMap((cell) => [...cell.sums.measures.keys()]));
  return [...MEASURE_COLUMNS].flatMap(([measure, column]) => (present.has(measure) ? [column] : []));
}

function checksJson(checks: ReadonlyMap<string, CheckCount>): string {
  return checks.size === 0 ? "{}" : storableJson(Object.fromEntries(checks));
}

const HASHES_KEPT = 20_000;
const hashes = new Map<string, Buffer>();

/** 16 bytes of SHA-256 over the dimensions: the last part of a cell's key, whatever the dimensions' length. */
export function hashDimensions(dimensions: readonly string[]): Buffer {
  const text = JSON.stringify(dimensions);
  const known = hashes.get(text);
  if (known) return known;
  const hash = createHash("sha256").update(text).digest().subarray(0, 16);
  if (hashes.size >= HASHES_KEPT) hashes.clear();
  hashes.set(text, hash);
  return hash;
}
