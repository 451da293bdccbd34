import type { Pool } from "pg";

/** The tables of observations, partitioned by month of their start. */
export const OBSERVATION_TABLES = ["call", "task_event", "call_content"] as const;
/** Key of the advisory lock under which partitions are made: attaching one twice would fail. */
export const PARTITION_LOCK = 7_268_114_252n;

/** On Citus, tables can change after other work of a transaction only if all of it goes to the nodes one by one. Nothing on Postgres. */
export const ONE_BY_ONE = "set local citus.multi_shard_modify_mode to 'sequential'";

/** A UTC month as `year × 12 + month`, January being 0. */
export type Month = number;

export function monthOf(us: number): Month {
  const date = new Date(us / 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The month whose rows a table of this name holds; null for a table that is no partition of ours. */
export function monthOfPartition(name: string): Month | null {
  const found = /^(?:call|task_event|call_content)_(\d{4})_(\d{2})$/.exec(name);
  return found === null ? null : Number(found[1]) * 12 + Number(found[2]) - 1;
}

/** The months whose partitions are made before anything is written to them: the current one and the next. */
export function monthsAhead(now: Date): Month[] {
  const month = monthOf(now.getTime() * 1000);
  return [month, month + 1];
}

/**
 * Makes the partitions of the given months that are not there yet. A partition is built beside its table and then
 * attached, because that lets writes to other months go on meanwhile.
 */
export async function makePartitions(pool: Pool, months: Iterable<Month>): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    await client.query(ONE_BY_ONE);
    for (const month of [...months].sort((a, b) => a - b))
      for (const table of OBSERVATION_TABLES)
        for (const statement of statementsFor(table, month)) await client.query(statement);
    await client.query("commit");
  } catch (error) {
    broken = await client.query("rollback").then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Names and bounds come from a number, so nothing of a caller's reaches the text. */
function statementsFor(table: (typeof OBSERVATION_TABLES)[number], month: Month): string[] {
  const name = partitionName(table, month);
  return [
    `do $$ begin
       -- A backup of an earlier version is restored into tables that lack the newest.
       if to_regclass('${table}') is not null and to_regclass('${name}') is null then
         create table ${name} (like ${table} including all);
         alter table ${table} attach partition ${name}
           for values from ('${firstDay(month)} 00:00:00+00') to ('${firstDay(month + 1)} 00:00:00+00');
       end if;
     end $$`,
  ];
}

export function partitionName(table: (typeof OBSERVATION_TABLES)[number], month: Month): string {
  return `${table}_${firstDay(month).slice(0, 7).replace("-", "_")}`;
}

/** The first instant of a month, in UTC. */
export function startOf(month: Month): Date {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
}

function firstDay(month: Month): string {
  return startOf(month).toISOString().slice(0, 10);
}
