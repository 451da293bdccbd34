import { createHash } from "node:crypto";

import { encodeHistogram, mergeEncoded } from "#lib/domain/histogram.ts";
import type { CellTier } from "#lib/domain/time.ts";
import { addEncoded, encodeMeasures } from "#lib/fold/encode-measures.ts";
import { HISTOGRAMS } from "#lib/fold/measures.ts";
import type { HistogramName } from "#lib/fold/measures.ts";
import { addCheck, binsOf } from "#lib/fold/sums.ts";
import { compareText } from "#lib/fold/rows.ts";
import type { CheckCount, Sums } from "#lib/fold/sums.ts";
import { DIMENSION_COLUMNS } from "#lib/fold/views.ts";

import type { Column } from "./column.ts";
import { storableJson } from "./storable-json.ts";

export type Grain = "task" | "call";

/** A cell of one tier, with the sums to add to it or, of a stored one, the sums it holds. */
export interface Cell {
  readonly projectId: string;
  readonly grain: Grain;
  /** The view (lib/fold/views.ts) it belongs to. */
  readonly split: string;
  readonly tier: CellTier;
  readonly bucketMs: number;
  readonly dimensions: readonly string[];
  readonly sums: Sums;
}

/** By bucket, then view and tier: new cells that questions read together are written side by side, and found on one page. */
export function compareCells(a: Cell, b: Cell): number {
  return a.bucketMs - b.bucketMs || compareText(a.split, b.split) || compareText(a.tier, b.tier);
}

export const CELL_TABLES = { task: "task_cell", call: "call_cell" } as const satisfies Record<Grain, string>;

/** The columns of a cell's key. */
export const KEY_COLUMNS: readonly Column<Cell>[] = [
  { name: "project_id", type: "uuid", of: (cell) => cell.projectId },
  { name: "split", type: "text", of: (cell) => cell.split },
  { name: "tier", type: "text", of: (cell) => cell.tier },
  { name: "bucket", type: "timestamptz", of: (cell) => cell.bucketMs * 1000 },
  { name: "dimensions_hash", type: "bytea", of: (cell) => hashDimensions(cell.dimensions) },
];

export function dimensionColumns(grain: Grain): Column<Cell>[] {
  return DIMENSION_COLUMNS[grain].map((name, i) => ({
    name,
    type: "text",
    of: (cell) => cell.dimensions[i] ?? "",
  }));
}

/** The columns of what a cell holds: they are merged here, under the lock of the fold, and replace what is stored. */
export const SUM_COLUMNS: readonly Column<Cell>[] = [
  { name: "checks", type: "jsonb", of: (cell) => checksJson(cell.sums.checks) },
  { name: "sums", type: "bytea", of: (cell) => encodeMeasures(cell.sums.measures) },
  ...HISTOGRAMS.map((name): Column<Cell> => ({
    name,
    type: "bytea",
    of: (cell) => encodeHistogram(cell.sums.histograms[name] ?? NO_BINS),
  })),
];

/** `SUM_COLUMNS` as they come back: the types that the migration gives them. */
export type SumsRow = Readonly<Record<HistogramName | "sums", Buffer> & { checks: Record<string, CheckCount> }>;

/** Adds what a stored cell holds into the sums. */
export function addStored(into: Sums, row: SumsRow): void {
  addEncoded(into.measures, row.sums);
  for (const [name, count] of Object.entries(row.checks)) addCheck(into, name, count);
  for (const name of HISTOGRAMS) if (row[name].length > 0) mergeEncoded(binsOf(into, name), row[name]);
}

const NO_BINS: ReadonlyMap<number, number> = new Map();

function checksJson(checks: ReadonlyMap<string, CheckCount> | null): string {
  return checks === null || checks.size === 0 ? "{}" : storableJson(Object.fromEntries(checks));
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
