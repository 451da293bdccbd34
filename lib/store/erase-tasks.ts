import { createHash } from "node:crypto";

import type { PoolClient } from "pg";

import type { EraseJob, EraseRequest, EraseResult } from "#lib/domain/job.ts";

import { finishJob } from "./jobs.ts";
import type { HeldJob } from "./jobs.ts";
import { markDirty } from "./mark-dirty.ts";
import type { Touched } from "./mark-dirty.ts";
import type { Store } from "./open-store.ts";
import { advance, workOn } from "./work-on-job.ts";

const TASKS_AT_ONCE = 200;
const NOTHING: EraseResult = { tasks: 0, calls: 0, events: 0, contents: 0, digest: "", left: null };

/** A question that names tasks, as SQL with parameters from $2 on. */
interface Question {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const OF_USER = `select task_id from task where project_id = $1 and user_id = $2
  union select task_id from call where project_id = $1 and detail -> 'facts' ->> 'user' = $2
  union select task_id from task_event where project_id = $1 and facts ->> 'user' = $2`;
const STARTED = "select task_id from task where project_id = $1 and started_at >= $2 and started_at < $3";
const NAMED = `select task_id from task where project_id = $1 and task_id = any($2)
  union select task_id from call where project_id = $1 and task_id = any($2)
  union select task_id from task_event where project_id = $1 and task_id = any($2)`;

function questionOf({ taskIds, userId, started }: EraseRequest): Question {
  if (userId !== null) return { sql: OF_USER, values: [userId] };
  if (started !== null) return { sql: STARTED, values: [new Date(started.from), new Date(started.to)] };
  return { sql: NAMED, values: [taskIds ?? []] };
}

/** Ids of the tasks that any row says are of a user, in the order of their bytes. */
export async function listTasksOfUser(store: Store, projectId: string, userId: string): Promise<readonly string[]> {
  const { rows } = await store.pool.query<{ task_id: string }>(
    `select task_id from (${OF_USER}) as found order by task_id collate "C"`,
    [projectId, userId],
  );
  return rows.map(({ task_id }) => task_id);
}

/**
 * The next part of a deletion: rows of some tasks go, and the tasks are marked, so that the fold takes what they had added out of the
 * roll-ups. Tasks whose raw rows are gone already go with them.
 * @returns the job as it is now; null when nothing is left, or the job is another runner's by now.
 */
export async function erasePart(store: Store, held: HeldJob<EraseJob>): Promise<HeldJob | null> {
  const { projectId, request, result } = held.job;
  const { sql, values } = questionOf(request);
  const total = held.job.total ?? (await countAll(store, projectId, { sql, values }));
  return workOn(store, async (client) => {
    const { rows } = await client.query<{ task_id: string }>(
      `select task_id from (${sql}) as found where task_id collate "C" > $${values.length + 2}
       order by task_id collate "C" limit ${TASKS_AT_ONCE}`,
      [projectId, ...values, held.cursor ?? ""],
    );
    const last = rows.at(-1);
    if (last === undefined) return null;
    const taskIds = rows.map(({ task_id }) => task_id);
    const gone = await erase(client, projectId, taskIds);
    const before = result ?? NOTHING;
    const next: EraseResult = {
      tasks: before.tasks + taskIds.length,
      calls: before.calls + gone.calls,
      events: before.events + gone.events,
      contents: (before.contents ?? 0) + gone.contents,
      digest: taskIds.reduce(digestAfter, before.digest),
      left: null,
    };
    const done = held.job.done + taskIds.length;
    return advance(client, held, { cursor: last.task_id, done, total: Math.max(total, done), result: next });
  });
}

/** Ends a deletion with what the same question finds now, rows of the roll-ups' tasks left aside: the fold removes those. */
export async function closeErasure(store: Store, held: HeldJob<EraseJob>): Promise<void> {
  const { projectId, request, result } = held.job;
  const { sql, values } = questionOf(request);
  const left = await store.pool.query<{ count: number }>(
    `select count(*)::integer as count from (${sql}) as found where exists
       (select from call where project_id = $1 and task_id = found.task_id)
       or exists (select from task_event where project_id = $1 and task_id = found.task_id)
       or exists (select from call_content where project_id = $1 and task_id = found.task_id)`,
    [projectId, ...values],
  );
  const receipt: EraseResult = { ...(result ?? NOTHING), left: left.rows[0]?.count ?? 0 };
  await store.pool.query(
    // Ids of people and tasks that asked to be forgotten do not stay in the receipt.
    `update job set result = $2::jsonb, total = coalesce(total, done), cursor = null,
       request = jsonb_build_object('taskIds', null, 'userId', null, 'started', request -> 'started') where id = $1`,
    [held.job.id, JSON.stringify(receipt)],
  );
  await finishJob(store, held, "done");
}

/** What comes of a digest when one more id is deleted. */
export function digestAfter(digest: string, taskId: string): string {
  return createHash("sha256").update(`${digest}\n${taskId}`).digest("hex");
}

async function countAll(store: Store, projectId: string, { sql, values }: Question): Promise<number> {
  const { rows } = await store.pool.query<{ count: number }>(
    `select count(*)::integer as count from (${sql}) as found`,
    [projectId, ...values],
  );
  return rows[0]?.count ?? 0;
}

interface Gone {
  readonly task_id: string;
  readonly rows: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

async function erase(client: PoolClient, projectId: string, taskIds: readonly string[]) {
  const values = [projectId, taskIds];
  const calls = await eraseFrom(client, "call", values);
  const events = await eraseFrom(client, "task_event", values);
  const contents = await client.query("delete from call_content where project_id = $1 and task_id = any($2)", values);
  await client.query("delete from trace_task where project_id = $1 and task_id = any($2)", values);
  // A frozen task keeps its figures when rows change: this one is to lose them.
  const { rows: kept } = await client.query<Gone>(
    `update task set frozen = false where project_id = $1 and task_id = any($2)
     returning task_id, 0 as rows, ${MS("rows_from")} as first_ms, ${MS("rows_to")} as last_ms`,
    values,
  );
  await markDirty(client, projectId, [...calls, ...events, ...kept].map(touchedBy));
  return { calls: sumRows(calls), events: sumRows(events), contents: contents.rowCount ?? 0 };
}

const MS = (column: string): string => `extract(epoch from ${column})::double precision * 1000`;

async function eraseFrom(
  client: PoolClient,
  table: "call" | "task_event",
  values: readonly unknown[],
): Promise<Gone[]> {
  const { rows } = await client.query<Gone>(
    `with gone as (delete from ${table} where project_id = $1 and task_id = any($2) returning task_id, started_at)
     select task_id, count(*)::integer as rows, ${MS("min(started_at)")} as first_ms, ${MS("max(started_at)")} as last_ms
     from gone group by task_id`,
    [...values],
  );
  return rows;
}

function touchedBy({ task_id, first_ms, last_ms }: Gone): Touched {
  return { taskId: task_id, firstUs: Math.floor(first_ms) * 1000, lastUs: Math.ceil(last_ms) * 1000 };
}

function sumRows(gone: readonly Gone[]): number {
  return gone.reduce((sum, { rows }) => sum + rows, 0);
}
