import type { PoolClient } from "pg";

import { CALL_COLUMNS } from "./call-columns.ts";
import { CONTENT_COLUMNS } from "./call-contents.ts";
import { secondsOf, toMicroseconds } from "./columns.ts";
import { EVENT_COLUMNS } from "./event-columns.ts";
import { inTransaction } from "./in-transaction.ts";
import { markDirty } from "./mark-dirty.ts";
import type { Touched } from "./mark-dirty.ts";
import { moveRows } from "./move-rows.ts";
import type { Store } from "./open-store.ts";
import { placeTraces } from "./place-traces.ts";
import type { RulesBacklog } from "./task-rules.ts";

const DAY_US = 86_400_000_000;

const NEXT = `select id::text, rules_backlog from project
  where rules_backlog is not null order by id limit 1 for update`;

const CALLS = { table: "call", columns: CALL_COLUMNS, conversation: "row.detail::jsonb #>> '{facts,conversation}'" };
const EVENTS = { table: "task_event", columns: EVENT_COLUMNS, conversation: "row.facts::jsonb ->> 'conversation'" };
const CONTENTS = { table: "call_content", columns: CONTENT_COLUMNS, conversation: "row.conversation" };
const KINDS = [CALLS, EVENTS, CONTENTS] as const;

/** Places one day of one project's past by its conversations. @returns false when nothing is left to place anywhere. */
export async function placeConversations(store: Store): Promise<boolean> {
  return inTransaction(store.pool, async (client) => {
    const { rows } = await client.query<{ id: string; rules_backlog: RulesBacklog }>(NEXT);
    const [project] = rows;
    if (project === undefined) return false;
    const { nextUs, lastUs, total } = project.rules_backlog;
    const dayUs = await nextDay(client, project.id, nextUs);
    if (dayUs !== null) await placeDay(client, project.id, dayUs);
    const afterUs = (dayUs ?? lastUs) + DAY_US;
    const left = { nextUs: afterUs, lastUs, done: total - Math.floor((lastUs - afterUs) / DAY_US) - 1, total };
    await client.query("update project set rules_backlog = $2::jsonb where id = $1", [
      project.id,
      afterUs > lastUs ? null : JSON.stringify(left),
    ]);
    return true;
  });
}

/** The first day from here on that a task has rows in: years without any are not looked through. */
async function nextDay(client: PoolClient, projectId: string, fromUs: number): Promise<number | null> {
  const { rows } = await client.query<{ first_s: number | null }>(
    `select ${secondsOf("min(greatest(rows_from, $2::timestamptz))")} as first_s
     from task where project_id = $1 and rows_to >= $2::timestamptz`,
    [projectId, new Date(fromUs / 1000)],
  );
  const first = rows[0]?.first_s ?? null;
  return first === null ? null : Math.floor(toMicroseconds(first) / DAY_US) * DAY_US;
}

async function placeDay(client: PoolClient, projectId: string, fromUs: number): Promise<void> {
  const values = [projectId, new Date(fromUs / 1000), new Date((fromUs + DAY_US) / 1000)];
  const names = new Map<string, Set<string>>();
  for (const { table, conversation } of KINDS) {
    const { rows } = await client.query<{ trace_id: string; conversation: string }>(
      `select distinct row.trace_id, ${conversation} as conversation from ${table} as row ${unnamedOf(conversation)}`,
      values,
    );
    for (const row of rows) names.set(row.trace_id, (names.get(row.trace_id) ?? new Set()).add(row.conversation));
  }
  if (names.size === 0) return;
  // The traces stay locked from here on: nobody else places their rows meanwhile.
  const { moves } = await placeTraces(client, projectId, names);
  const touched: Touched[] = await moveRows(client, projectId, moves);
  for (const kind of KINDS) touched.push(...(await nameRows(client, kind, values)));
  await markDirty(client, projectId, touched);
}

const unnamedOf = (conversation: string): string =>
  `where row.project_id = $1 and row.started_at >= $2 and row.started_at < $3 and not row.own_task
    and row.trace_id is not null and ${conversation} <> ''`;

/** Rows that say their conversation now name it as their task, as those that come from now on do. */
async function nameRows(
  client: PoolClient,
  { table, columns, conversation }: (typeof KINDS)[number],
  values: readonly unknown[],
): Promise<Touched[]> {
  const kept = columns.map(({ name }) => name).filter((name) => name !== "task_id" && name !== "own_task");
  const { rows } = await client.query<{ from_task: string; to_task: string; first_s: number; last_s: number }>(
    `with taken as (
       delete from ${table} as row ${unnamedOf(conversation)} returning row.*, ${conversation} as to_task
     ), placed as (
       insert into ${table} (project_id, task_id, own_task, received_at, ${kept.join(", ")})
       select project_id, to_task, true, received_at, ${kept.join(", ")} from taken on conflict do nothing
     )
     select task_id as from_task, to_task, ${secondsOf("min(started_at)")} as first_s,
       ${secondsOf("max(started_at)")} as last_s from taken group by task_id, to_task`,
    [...values],
  );
  return rows.flatMap((row) => {
    const [firstUs, lastUs] = [toMicroseconds(row.first_s), toMicroseconds(row.last_s)];
    return [row.from_task, row.to_task].map((taskId) => ({ taskId, firstUs, lastUs }));
  });
}
