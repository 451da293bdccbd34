import { pipeline } from "node:stream/promises";

import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";

import { encodeRows } from "./binary-rows.ts";
import type { Column } from "./column.ts";

/** Adds rows none of which may be there yet: half of what `insert … on conflict` takes. @throws Postgres' error when one is. */
export async function copyRows<Row>(
  client: ClientBase,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = columns.map(({ name }) => name).join(", ");
  const copy = client.query(copyFrom(`copy ${table} (${names}) from stdin (format binary)`));
  await pipeline(encodeRows(columns, rows), copy);
}
