import { decodeHistogram, merge } from "#lib/domain/histogram.ts";
import { HISTOGRAMS } from "#lib/fold/measures.ts";
import { addCheck } from "#lib/fold/sums.ts";
import type { CheckCount } from "#lib/fold/sums.ts";
import type { PoolClient } from "pg";

import { CELL_TABLES, dimensionColumns, keyColumns, measureColumns, MERGED_COLUMNS } from "./cell-columns.ts";
import type { Cell, Grain } from "./cell-columns.ts";
import { unnestRows, unnestSelect } from "./columns.ts";

/** Cells written by one statement: 150 arrays of this length stay well under what one message may hold. */
const CELLS_AT_ONCE = 2_000;

/** Adds the cells' sums to what is stored of them, and removes those that come to nothing. The caller holds the fold's lock. */
export async function saveCells(client: PoolClient, cells: readonly Cell[]): Promise<void> {
  for (const grain of ["task", "call"] as const) {
    const own = cells.filter((cell) => cell.grain === grain);
    for (let at = 0; at < own.length; at += CELLS_AT_ONCE)
      await saveGrain(client, grain, own.slice(at, at + CELLS_AT_ONCE));
  }
}

async function saveGrain(client: PoolClient, grain: Grain, cells: readonly Cell[]): Promise<void> {
  const subtracted = cells.filter((cell) => [...cell.sums.measures.values()].some((value) => value < 0n));
  await mergeStored(client, grain, cells);
  const measures = measureColumns(cells);
  const columns = [...keyColumns(grain), ...dimensionColumns(grain), ...MERGED_COLUMNS, ...measures];
  const { select, values } = unnestRows(columns, cells);
  const { table } = CELL_TABLES[grain];
  const key = keyColumns(grain).map(({ name }) => name);
  await client.query(
    `insert into ${table} as held (${columns.map(({ name }) => name).join(", ")}) ${select}
     on conflict (${key.join(", ")}) do update set
       ${[
         ...MERGED_COLUMNS.map(({ name }) => `${name} = excluded.${name}`),
         ...measures.map(({ name }) => `${name} = held.${name} + excluded.${name}`),
       ].join(", ")}`,
    values,
  );
  if (subtracted.length > 0) await removeEmpty(client, grain, subtracted);
}

interface HeldRow {
  position: string;
  checks: Record<string, CheckCount>;
  ttft_ms: Buffer;
  duration_ms: Buffer;
  output_tokens_per_s: Buffer;
}

/** Merges the stored checks and histograms of each cell into its own, which then replace them. */
async function mergeStored(client: PoolClient, grain: Grain, cells: readonly Cell[]): Promise<void> {
  const key = keyColumns(grain);
  const { rows } = await client.query<HeldRow>({
    name: `read-${grain}-cells`,
    text: `select wanted.position, held.checks, ${HISTOGRAMS.map((name) => `held.${name}`).join(", ")}
      from ${keysWithPosition(grain)} join ${CELL_TABLES[grain].table} as held using (${key.map(({ name }) => name).join(", ")})`,
    values: unnestRows(key, cells).values,
  });
  for (const row of rows) {
    const sums = cells[Number(row.position) - 1]?.sums;
    if (!sums) continue;
    for (const [name, count] of Object.entries(row.checks)) addCheck(sums, name, count);
    for (const name of HISTOGRAMS) merge(sums.histograms[name], decodeHistogram(row[name]));
  }
}

async function removeEmpty(client: PoolClient, grain: Grain, cells: readonly Cell[]): Promise<void> {
  const key = keyColumns(grain);
  const { table, emptyWhen } = CELL_TABLES[grain];
  const same = key.map(({ name }) => `held.${name} = wanted.${name}`).join(" and ");
  await client.query({
    name: `remove-${grain}-cells`,
    text: `delete from ${table} as held using ${keysWithPosition(grain)} where ${same} and ${emptyWhen}`,
    values: unnestRows(key, cells).values,
  });
}

/** The keys of cells as a relation `wanted`, each with its 1-based position. */
function keysWithPosition(grain: Grain): string {
  const key = keyColumns(grain);
  const names = key.map(({ name }) => name).join(", ");
  return `(select (row_number() over ())::text as position, keys.*
           from (${unnestSelect(key, 1)}) as keys (${names})) as wanted (position, ${names})`;
}
