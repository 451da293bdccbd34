import { Client } from "pg";

import { migrate } from "#lib/store/migrate.ts";
import { makePartitions, monthOf } from "#lib/store/make-partitions.ts";
import { openStore } from "#lib/store/open-store.ts";

import { cpuSeconds } from "./watch-processes.ts";

/** Every table that a call's way into the figures leaves rows in. */
const TABLES = ["call", "task_event", "trace_task", "task", "task_cell", "call_cell"];
const ROWS_A_COPY = 5_000;
const SCRATCH = "outturn_copy";

export interface Copied {
  readonly calls: number;
  readonly rows: number;
  readonly seconds: number;
  readonly callsPerSecond: number;
  /** Processor time of each call, microseconds; NaN where /proc does not tell. */
  readonly cpuUs: number;
}

/**
 * Copies all rows that the calls of a database made into the same tables and indexes of a fresh one: server-side, one
 * connection, 5,000 rows a COPY, each its own transaction. Only the COPYs are timed. The database must be ours and local.
 */
export async function measureCopy(databaseUrl: string, mostCalls: number): Promise<Copied> {
  const source = await connect(databaseUrl);
  const scratchUrl = databaseUrl.replace(/\/[^/]*$/, `/${SCRATCH}`);
  await source.query(`drop database if exists ${SCRATCH} with (force)`);
  await source.query(`create database ${SCRATCH}`);
  await migrate(scratchUrl);
  const { rows: months } = await source.query<{ at: Date }>(
    "select distinct date_trunc('month', started_at) as at from call",
  );
  const store = openStore({ databaseUrl: scratchUrl });
  await makePartitions(
    store.pool,
    months.map(({ at }) => monthOf(at.getTime() * 1000)),
  );
  await store.close();
  // Rows are read in the order in which they lie, part after part, which a scan that joins another's would upset.
  await source.query("set synchronize_seqscans = off");
  const { rows: where } = await source.query<{ data_directory: string }>("show data_directory");
  const file = `${where[0]?.data_directory}/outturn-copy.txt`;
  const target = await connect(scratchUrl);
  try {
    return await copyAll({ source, target, file, mostCalls });
  } finally {
    await target.end();
    await source.query(`drop database if exists ${SCRATCH} with (force)`);
    await source.end();
  }
}

interface Copying {
  readonly source: Client;
  readonly target: Client;
  readonly file: string;
  readonly mostCalls: number;
}

async function copyAll({ source, target, file, mostCalls }: Copying): Promise<Copied> {
  let seconds = 0;
  let rows = 0;
  const { rows: backend } = await target.query<{ pid: number }>("select pg_backend_pid() as pid");
  const pid = backend[0]?.pid ?? 0;
  const share = await shareOf(source, mostCalls);
  for (const table of TABLES) {
    const count = Math.ceil((await countOf(source, table)) * share);
    for (let from = 0; from < count; from += ROWS_A_COPY) {
      const most = Math.min(ROWS_A_COPY, count - from);
      await source.query(`copy (select * from ${table} offset ${from} limit ${most}) to '${file}'`);
      const began = performance.now();
      const copied = await target.query(`copy ${table} from '${file}'`);
      seconds += (performance.now() - began) / 1000;
      rows += copied.rowCount ?? 0;
    }
  }
  const cpuUs = (cpuSeconds(pid) * 1e6) / Math.max(1, await countOf(target, "call"));
  const calls = await countOf(target, "call");
  return { calls, rows, seconds, callsPerSecond: calls / seconds, cpuUs };
}

/** Of all tables the same share, so that tasks and cells come to the calls as they do in the database. */
async function shareOf(source: Client, mostCalls: number): Promise<number> {
  return Math.min(1, mostCalls / Math.max(1, await countOf(source, "call")));
}

async function countOf(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
