import type { PoolClient } from "pg";

import { CALL_COLUMNS } from "./call-columns.ts";
import { CONTENT_COLUMNS } from "./call-contents.ts";
import { secondsOf, toMicroseconds } from "./columns.ts";
import { EVENT_COLUMNS } from "./event-columns.ts";
import type { Touched } from "./mark-dirty.ts";
import type { Move } from "./place-traces.ts";

const MOVE_CALLS = moveStatement("call", CALL_COLUMNS);
const MOVE_EVENTS = moveStatement("task_event", EVENT_COLUMNS);
const MOVE_CONTENTS = moveStatement("call_content", CONTENT_COLUMNS);

interface MovedRow {
  from_task: string;
  to_task: string;
  first_s: number;
  last_s: number;
}

/** Moves the unnamed rows of traces to the task they now belong to; both tasks are to be folded again. */
export async function moveRows(client: PoolClient, projectId: string, moves: readonly Move[]): Promise<Touched[]> {
  if (moves.length === 0) return [];
  const values = [
    projectId,
    moves.map(({ traceId }) => traceId),
    moves.map(({ from }) => from),
    moves.map(({ to }) => to),
  ];
  const touched: Touched[] = [];
  // Messages follow their calls; nothing is folded of them.
  await client.query(MOVE_CONTENTS, values);
  for (const text of [MOVE_CALLS, MOVE_EVENTS]) {
    const { rows } = await client.query<MovedRow>(text, values);
    for (const row of rows) {
      const [firstUs, lastUs] = [toMicroseconds(row.first_s), toMicroseconds(row.last_s)];
      touched.push({ taskId: row.from_task, firstUs, lastUs }, { taskId: row.to_task, firstUs, lastUs });
    }
  }
  return touched;
}

/**
 * A row's task is part of its key and of its place in a cluster: moving is deleting here and inserting there. The unnamed
 * rows of a trace all lie with one task, so that its place in the lists tells both tasks. No join: Citus takes none here.
 */
function moveStatement(table: string, columns: readonly { readonly name: string }[]): string {
  const kept = columns.map(({ name }) => name).filter((name) => name !== "task_id");
  return `
    with taken as (
      delete from ${table} as row
      where row.project_id = $1::uuid and row.task_id = any($3::text[]) and row.trace_id = any($2::text[]) and not row.own_task
        and row.task_id = ($3::text[])[array_position($2::text[], row.trace_id)]
      returning row.*, ($4::text[])[array_position($2::text[], row.trace_id)] as to_task
    ), placed as (
      insert into ${table} (project_id, task_id, received_at, ${kept.join(", ")})
      select project_id, to_task, received_at, ${kept.join(", ")} from taken on conflict do nothing
    )
    select task_id as from_task, to_task, ${secondsOf("min(started_at)")} as first_s,
      ${secondsOf("max(started_at)")} as last_s
    from taken group by task_id, to_task`;
}
