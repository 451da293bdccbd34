import type { PoolClient } from "pg";

import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

import { CALL_COLUMNS } from "./call-columns.ts";
import type { Placed } from "./call-columns.ts";
import type { Column } from "./column.ts";
import { unnestRows, unnestSelect } from "./columns.ts";
import { EVENT_COLUMNS } from "./event-columns.ts";
import type { Touched } from "./mark-dirty.ts";

const INSERT_CALLS = insertStatement("call", CALL_COLUMNS);
const INSERT_EVENTS = insertStatement("task_event", EVENT_COLUMNS);

/** Stores calls that are not there yet, though some may be. @returns the tasks that got a new row. */
export async function insertCalls(client: PoolClient, projectId: string, calls: Placed<Call>[]): Promise<Touched[]> {
  const identity = ({ row }: Placed<Call>): string => `${row.traceId}/${row.spanId}`;
  return insert(client, projectId, {
    rows: calls,
    columns: CALL_COLUMNS,
    statement: INSERT_CALLS,
    name: "insert-calls",
    identity,
  });
}

/** Stores events that are not there yet, though some may be. @returns the tasks that got a new row. */
export async function insertEvents(
  client: PoolClient,
  projectId: string,
  events: Placed<TaskEvent>[],
): Promise<Touched[]> {
  const identity = ({ row }: Placed<TaskEvent>): string => row.id;
  return insert(client, projectId, {
    rows: events,
    columns: EVENT_COLUMNS,
    statement: INSERT_EVENTS,
    name: "insert-events",
    identity,
  });
}

interface Insertion<Row> {
  readonly rows: Placed<Row>[];
  readonly columns: readonly Column<Placed<Row>>[];
  readonly statement: string;
  readonly name: string;
  readonly identity: (row: Placed<Row>) => string;
}

/** Rows go in the order of their keys, so that two writes of the same rows wait for each other rather than deadlock. */
async function insert<Row extends { readonly startUs: number }>(
  client: PoolClient,
  projectId: string,
  { rows, columns, statement, name, identity }: Insertion<Row>,
): Promise<Touched[]> {
  if (rows.length === 0) return [];
  const sorted = rows
    .map((placed) => ({ placed, key: `${placed.taskId}\n${placed.row.startUs}\n${identity(placed)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ placed }) => placed);
  const inserted = await client.query<{ task_id: string }>({
    name,
    text: statement,
    values: [projectId, ...unnestRows(columns, sorted).values],
  });
  const tasks = new Set(inserted.rows.map((row) => row.task_id));
  return sorted.flatMap(({ taskId, row: { startUs } }) =>
    tasks.has(taskId) ? [{ taskId, firstUs: startUs, lastUs: startUs }] : [],
  );
}

function insertStatement<Row>(table: string, columns: readonly Column<Row>[]): string {
  const names = columns.map(({ name }) => name).join(", ");
  return `insert into ${table} (project_id, ${names})
    select $1::uuid, new.* from (${unnestSelect(columns, 2)}) as new
    on conflict do nothing returning task_id`;
}
