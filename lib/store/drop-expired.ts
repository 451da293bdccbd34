import type { PoolClient } from "pg";

import { DAY_MS } from "#lib/domain/time.ts";

import { inTransaction } from "./in-transaction.ts";
import { OBSERVATION_TABLES, ONE_BY_ONE, PARTITION_LOCK, partitionName, startOf } from "./make-partitions.ts";
import type { Month } from "./make-partitions.ts";
import type { Store } from "./open-store.ts";

/** What a look at the oldest months came to. */
export interface Retained {
  /** Months dropped, as `2026-08`. */
  readonly dropped: readonly string[];
  /** When the first month begins that was not dropped; null when none was. */
  readonly before: Date | null;
  /** Tasks that lost rows with them: their figures stay as they were. */
  readonly frozenTasks: number;
  /** Whether expired months stay for now, because tasks with rows in them wait to be folded. */
  readonly waiting: boolean;
}

const NOTHING: Retained = { dropped: [], before: null, frozenTasks: 0, waiting: false };
/** A month shares its tables among projects: it goes when the longest wish is over, and stays while one keeps all. */
const LONGEST_WISH = `select case when bool_and(retention_days is not null) then max(retention_days) end as days from project`;
const PARTITIONS = `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = any(array['call'::regclass, 'task_event'::regclass])`;
/** Rows that the roll-ups do not have yet must not go. */
const MARKED =
  "select project_id::text, array_agg(task_id) as tasks, min(first_at) as first_at from task_dirty group by project_id";
const LOSES_ROWS = `select task_id from task
  where project_id = $1 and task_id = any($2) and rows_from < $3 and not frozen limit 1`;
/** Longer than a write takes; whoever waits behind the lock waits no longer than this. */
const LOCK_TIMEOUT = "set local lock_timeout = '3s'";

/**
 * Drops the months of raw rows that every project lets go: a month expires when it ended as many days ago as the project
 * that keeps longest says. Roll-ups stay; tasks with rows in the month are frozen. To be called by the one process that folds.
 */
export async function dropExpired(store: Pick<Store, "pool">, now: Date): Promise<Retained> {
  const { rows } = await store.pool.query<{ days: number | null }>(LONGEST_WISH);
  const days = rows[0]?.days ?? null;
  if (days === null) return NOTHING;
  return inTransaction(store.pool, async (client) => {
    const expired = await expiredMonths(client, now.getTime() - days * DAY_MS);
    const last = expired.at(-1);
    if (last === undefined) return NOTHING;
    const end = startOf(last + 1);
    await client.query("select pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    await client.query(LOCK_TIMEOUT);
    await client.query(ONE_BY_ONE);
    // Writes under way end first, so that their marks are seen; those that come now wait, and make the partition anew.
    await client.query(`lock table ${OBSERVATION_TABLES.join(", ")} in access exclusive mode`);
    if (await isUnfolded(client, end)) return { ...NOTHING, waiting: true };
    const frozen = await client.query("update task set frozen = true where rows_from < $1 and not frozen", [end]);
    for (const month of expired)
      for (const table of OBSERVATION_TABLES) await client.query(`drop table if exists ${partitionName(table, month)}`);
    return { dropped: expired.map(nameOf), before: end, frozenTasks: frozen.rowCount ?? 0, waiting: false };
  });
}

/** Whether marked rows lie before an instant, or those of a marked task. The queue and the tasks may lie on different nodes. */
async function isUnfolded(client: PoolClient, end: Date): Promise<boolean> {
  const { rows } = await client.query<{ project_id: string; tasks: string[]; first_at: Date }>(MARKED);
  for (const { project_id, tasks, first_at } of rows) {
    if (first_at < end) return true;
    const { rows: lost } = await client.query(LOSES_ROWS, [project_id, tasks, end]);
    if (lost.length > 0) return true;
  }
  return false;
}

/** Months that have partitions and ended before an instant, in order. */
async function expiredMonths(client: PoolClient, beforeMs: number): Promise<Month[]> {
  const { rows } = await client.query<{ name: string }>(PARTITIONS);
  const months = rows.flatMap(({ name }): Month[] => {
    const [, year, month] = /_(\d{4})_(\d{2})$/.exec(name) ?? [];
    return year === undefined || month === undefined ? [] : [Number(year) * 12 + Number(month) - 1];
  });
  return [...new Set(months)].filter((month) => startOf(month + 1).getTime() <= beforeMs).sort((a, b) => a - b);
}

function nameOf(month: Month): string {
  return startOf(month).toISOString().slice(0, 7);
}
