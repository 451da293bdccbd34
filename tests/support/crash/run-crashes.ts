import { realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { Client } from "pg";

import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { findRunningPostgres } from "#lib/server/embedded-postgres.ts";
import { pathsOf, readPidFile } from "#lib/server/postgres-process.ts";
import { makeDataDir, runCommand, startServer, whenReady } from "#tests/support/run-server.ts";
import type { Run } from "#tests/support/run-server.ts";

import { sendRest, sendUntil } from "./send-load.ts";
import type { Sent } from "./send-load.ts";
import { exportsFrom, randomFrom } from "./span-source.ts";

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}

export interface CrashReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Exports that a kill left without an answer, and that were sent again. */
  readonly sentAgain: number;
  readonly stored: number;
  /** Acknowledged calls that were not there after some restart. */
  readonly lost: number;
  /** Rows beyond one for each call. */
  readonly doubled: number;
  readonly rolledUp: number;
  /** Settings of Postgres that were not on. */
  readonly unsafe: readonly string[];
  readonly verified: string;
  readonly verifyStatus: number;
  /** Seconds from each start to `ready`, sorted. */
  readonly restartS: readonly number[];
}

const KEY = "crash-test-ingest-key";
const DURABLE = ["fsync", "full_page_writes", "synchronous_commit"];
const VICTIMS = ["both", "both", "server", "postgres"] as const;
type Victim = (typeof VICTIMS)[number];

/** Kills the server, its Postgres or both with SIGKILL at random moments under load, starts again, and counts what is there. */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const dataDir = await makeDataDir();
  const servers: Run[] = [];
  try {
    return await crashRepeatedly(options, dataDir, servers);
  } finally {
    for (const { child } of servers) child.kill("SIGKILL");
    // Only one that answers as ours: the number in a stale file may be anybody's by now.
    const orphan = (await findRunningPostgres(dataDir)) === null ? null : await postmasterOf(dataDir);
    if (orphan !== null) killIfThere(orphan);
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function crashRepeatedly(
  { kills, seed, say = () => undefined }: CrashOptions,
  dataDir: string,
  servers: Run[],
): Promise<CrashReport> {
  const random = randomFrom(seed);
  const source = exportsFrom(randomFrom(seed + 1));
  const sent: Sent = { acknowledged: new Set(), unanswered: [] };
  const tally = { lost: 0, sentAgain: 0, unsafe: new Set<string>(), restartS: [] as number[] };
  const start = async (): Promise<Run> => {
    const began = performance.now();
    const starting = await startServer(dataDir, { OUTTURN_INGEST_KEY: KEY });
    servers.push(starting);
    const run = await whenReady(starting);
    tally.restartS.push((performance.now() - began) / 1000);
    const stored = await readStored(dataDir);
    tally.lost += [...sent.acknowledged].filter((call) => !stored.has(call)).length;
    for (const name of await unsafeSettings(dataDir)) tally.unsafe.add(name);
    return run;
  };
  for (let kill = 1; kill <= kills; kill++) {
    const run = await start();
    const halt = new AbortController();
    const sending = sendUntil({ url: run.url, key: KEY }, source, sent, halt.signal);
    await Promise.race([sending, delay(100 + random(1_400))]);
    const victim = VICTIMS[random(VICTIMS.length)] ?? "both";
    await strike(run, victim);
    halt.abort();
    await sending;
    tally.sentAgain += sent.unanswered.length;
    say(`kill ${kill} of ${kills} (${victim}): ${sent.acknowledged.size} calls acknowledged, ${tally.lost} lost`);
  }
  const run = await start();
  await sendRest({ url: run.url, key: KEY }, sent);
  await settled(run.url);
  const verified = await runCommand(["verify"], { OUTTURN_DATA_DIR: dataDir });
  const counts = await countRows(dataDir);
  const stored = await readStored(dataDir);
  const lost = tally.lost + [...sent.acknowledged].filter((call) => !stored.has(call)).length;
  run.child.kill("SIGTERM");
  await run.ended;
  return {
    kills,
    acknowledged: sent.acknowledged.size,
    sentAgain: tally.sentAgain,
    stored: counts.rows,
    lost,
    doubled: counts.rows - stored.size,
    rolledUp: counts.rolledUp,
    unsafe: [...tally.unsafe],
    verified: verified.stdout.trim(),
    verifyStatus: verified.status,
    restartS: tally.restartS.toSorted((a, b) => a - b),
  };
}

/** Only processes of this run's own cluster and server are killed: the one says who its processes are, the other is our child. */
async function strike(run: Run, victim: Victim): Promise<void> {
  const postgres = victim === "server" ? [] : await postgresProcesses(run.dataDir);
  if (victim !== "postgres") run.child.kill("SIGKILL");
  for (const pid of postgres) killIfThere(pid);
  // A server whose Postgres ended ends by itself; one that would not is a fault that the restart shows.
  await run.ended;
}

/** The postmaster first, or it would start to clean up after the others. */
async function postgresProcesses(dataDir: string): Promise<number[]> {
  const postmaster = await postmasterOf(dataDir);
  if (postmaster === null) throw new Error("the embedded PostgreSQL has no pid file");
  const rows = await ask<{ pid: number }>(dataDir, "select pid from pg_stat_activity where pid <> pg_backend_pid()");
  return [postmaster, ...rows.map(({ pid }) => pid)];
}

async function postmasterOf(dataDir: string): Promise<number | null> {
  const home = await realpath(join(dataDir, "postgres"));
  return (await readPidFile(pathsOf(dataDir, home)))?.pid ?? null;
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function readStored(dataDir: string): Promise<Set<string>> {
  const rows = await ask<{ call: string }>(dataDir, "select trace_id || '/' || span_id as call from call");
  return new Set(rows.map(({ call }) => call));
}

async function countRows(dataDir: string): Promise<{ rows: number; rolledUp: number }> {
  const [counts] = await ask<{ rows: number; sums: Buffer | null }>(
    dataDir,
    `select (select count(*)::int from call) as rows,
       (select string_agg(sums, ''::bytea) from task_cell where tier = 'hour' and split = 'all') as sums`,
  );
  const rolledUp = decodeMeasures(counts?.sums ?? Buffer.alloc(0)).get("calls") ?? 0n;
  return { rows: counts?.rows ?? 0, rolledUp: Number(rolledUp) };
}

async function unsafeSettings(dataDir: string): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    dataDir,
    `select name from pg_settings where name in ('${DURABLE.join("', '")}') and setting = 'on'`,
  );
  return DURABLE.filter((name) => !rows.some((row) => row.name === name));
}

/** Resolves once nothing waits to be folded. */
async function settled(url: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(100)) {
    const health: unknown = await (await fetch(`${url}/api/health`)).json();
    if (typeof health === "object" && health !== null && "waiting_tasks" in health && health.waiting_tasks === 0)
      return;
  }
  throw new Error("the fold did not catch up within 30 s");
}

async function ask<Row extends object>(dataDir: string, text: string): Promise<Row[]> {
  const url = await findRunningPostgres(dataDir);
  if (url === null) throw new Error("the embedded PostgreSQL does not run");
  const client = new Client({ connectionString: url });
  // The kill may come while this connection is being closed.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
