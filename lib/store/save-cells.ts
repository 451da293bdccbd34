import type { PoolClient } from "pg";

import { isEmpty } from "#lib/fold/sums.ts";

import { addStored, CELL_TABLES, compareCells, dimensionColumns, KEY_COLUMNS, SUM_COLUMNS } from "./cell-columns.ts";
import type { Cell, Grain, SumsRow } from "./cell-columns.ts";
import { unnestRows, unnestSelect } from "./columns.ts";

/** Cells written by one statement: few enough for one message, and to encode while exports wait. */
const CELLS_AT_ONCE = 500;

/** Adds the cells' sums to what is stored of them, and removes those that come to nothing. The caller holds the fold's lock. */
export async function saveCells(client: PoolClient, cells: readonly Cell[]): Promise<void> {
  for (const grain of ["task", "call"] as const) {
    const own = cells.filter((cell) => cell.grain === grain).sort(compareCells);
    for (let at = 0; at < own.length; at += CELLS_AT_ONCE)
      await saveGrain(client, grain, own.slice(at, at + CELLS_AT_ONCE));
  }
}

const KEY = KEY_COLUMNS.map(({ name }) => name).join(", ");

async function saveGrain(client: PoolClient, grain: Grain, cells: readonly Cell[]): Promise<void> {
  await mergeStored(client, grain, cells);
  const columns = [...KEY_COLUMNS, ...dimensionColumns(grain), ...SUM_COLUMNS];
  const { select, values } = unnestRows(
    columns,
    cells.filter((cell) => !isEmpty(cell.sums)),
  );
  await client.query({
    name: `save-${grain}-cells`,
    text: `insert into ${CELL_TABLES[grain]} (${columns.map(({ name }) => name).join(", ")}) ${select}
      on conflict (${KEY}) do update set ${SUM_COLUMNS.map(({ name }) => `${name} = excluded.${name}`).join(", ")}`,
    values,
  });
  const empty = cells.filter((cell) => isEmpty(cell.sums));
  if (empty.length > 0) await remove(client, grain, empty);
}

/** Adds what is stored of each cell to it; the sum then replaces what is stored. */
async function mergeStored(client: PoolClient, grain: Grain, cells: readonly Cell[]): Promise<void> {
  const { rows } = await client.query<SumsRow & { position: string }>({
    name: `read-${grain}-cells`,
    text: `select wanted.position, ${SUM_COLUMNS.map(({ name }) => `held.${name}`).join(", ")}
      from ${KEYS_WITH_POSITION} join ${CELL_TABLES[grain]} as held using (${KEY})`,
    values: unnestRows(KEY_COLUMNS, cells).values,
  });
  for (const row of rows) {
    const cell = cells[Number(row.position) - 1];
    if (cell) addStored(cell.sums, row);
  }
}

async function remove(client: PoolClient, grain: Grain, cells: readonly Cell[]): Promise<void> {
  const same = KEY_COLUMNS.map(({ name }) => `held.${name} = wanted.${name}`).join(" and ");
  await client.query({
    name: `remove-${grain}-cells`,
    text: `delete from ${CELL_TABLES[grain]} as held using ${KEYS_WITH_POSITION} where ${same}`,
    values: unnestRows(KEY_COLUMNS, cells).values,
  });
}

/** The keys of cells as a relation `wanted`, each with its 1-based position. */
const KEYS_WITH_POSITION = `(select (row_number() over ())::text as position, keys.*
  from (${unnestSelect(KEY_COLUMNS, 1)}) as keys (${KEY})) as wanted (position, ${KEY})`;
