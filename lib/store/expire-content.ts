import { DAY_MS } from "#lib/domain/time.ts";

import { inTransaction } from "./in-transaction.ts";
import { monthOf, ONE_BY_ONE, PARTITION_LOCK, partitionName } from "./make-partitions.ts";
import type { Store } from "./open-store.ts";

const KEPT = "select id::text, content_days from project order by id";
const FIRST = "select min(started_at) as at from call_content where project_id = $1 and started_at < $2";
const DELETE = "delete from call_content where project_id = $1 and started_at < $2";
const PARTITIONS =
  "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'call_content'::regclass";
const LOCK_TIMEOUT = "set local lock_timeout = '3s'";

/**
 * Deletes messages that are older than their project keeps any, a day of one project at each step, and drops the months that no
 * project keeps any more. Yields how many rows went.
 */
export async function* expireContent({ pool }: Pick<Store, "pool">, now: Date): AsyncGenerator<number> {
  const { rows } = await pool.query<{ id: string; content_days: number }>(KEPT);
  for (const { id, content_days } of rows) {
    const before = new Date(now.getTime() - content_days * DAY_MS);
    for (;;) {
      const first = (await pool.query<{ at: Date | null }>(FIRST, [id, before])).rows[0]?.at ?? null;
      if (first === null) break;
      const until = new Date(Math.min(before.getTime(), first.getTime() + DAY_MS));
      yield (await pool.query(DELETE, [id, until])).rowCount ?? 0;
    }
  }
  const longest = Math.max(0, ...rows.map(({ content_days }) => content_days));
  await dropMonths(pool, monthOf((now.getTime() - longest * DAY_MS) * 1000));
}

/** Months before one in which something may still be kept. Rows that come late for them are refused before, by their age. */
async function dropMonths(pool: Store["pool"], before: number): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(PARTITIONS);
  const limit = partitionName("call_content", before);
  const over = rows.map(({ name }) => name).filter((name) => /^call_content_\d{4}_\d{2}$/.test(name) && name < limit);
  if (over.length === 0) return;
  await inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    await client.query(LOCK_TIMEOUT);
    await client.query(ONE_BY_ONE);
    for (const name of over) await client.query(`drop table if exists ${name}`);
  });
}
