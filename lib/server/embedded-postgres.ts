import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { Client } from "pg";

import { postgresAccount, prepareHome } from "./postgres-account.ts";
import type { Account } from "./postgres-account.ts";
import { usableBinaries } from "./postgres-binaries.ts";
import { isAlive, logSize, pathsOf, postgresError, readLog, readPidFile, stop, watch } from "./postgres-process.ts";
import type { Paths } from "./postgres-process.ts";

/** A PostgreSQL of our own, reachable on 127.0.0.1 alone. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** True when it was still running from a start that was killed. */
  readonly adopted: boolean;
  /** Resolves when PostgreSQL ends without having been asked to. */
  readonly died: Promise<void>;
  /** Ends it after its running statements are rolled back; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Existing folder that holds the cluster, its password and its log. */
  readonly dataDir: string;
  /** False only for tests: nothing is forced to disk. */
  readonly durable?: boolean;
}

const USER = "outturn";
const DATABASE = "outturn";
const START_TIMEOUT_MS = 60_000;
const CHANGE_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/** Tested on 2 cores and 24 GB; small enough for a laptop, and JIT costs more than it gives on queries this short. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  shared_buffers: "256MB",
  work_mem: "16MB",
  max_wal_size: "2GB",
  random_page_cost: "1.1",
  jit: "off",
  log_min_messages: "warning",
};
const DURABLE = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };
const VOLATILE = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Starts the cluster of a data directory, making it first if there is none, or adopts it when it still runs. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await realpath(options.dataDir);
  const { account, paths } = await locate(dataDir);
  const password = await readOrMakePassword(paths.password);
  const running = await runningUrl(paths, password);
  if (running !== null) return { ...running, adopted: true, died: watch(paths), stop: async () => stop(paths) };
  const binaries = await usableBinaries(paths.home, account);
  const durable = options.durable ?? true;
  if (!(await stat(paths.cluster).catch(() => null))) await initialise({ paths, binaries, account, password, durable });
  const child = await launch({ paths, binaries, account, durable });
  const pidFile = await readPidFile(paths);
  const url = urlOf(pidFile?.port ?? 0, password);
  await ensureDatabase(url);
  const died = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
  return { url, adopted: false, died, stop: async () => stop(paths) };
}

/** Address of the PostgreSQL that runs on a data directory, or null when none does. */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const home = await realpath(join(dataDir, "postgres")).catch(() => null);
  if (home === null) return null;
  const paths = pathsOf(dataDir, home);
  const password = await readFile(paths.password, "utf8").catch(() => null);
  return password === null ? null : ((await runningUrl(paths, password))?.url ?? null);
}

async function locate(dataDir: string): Promise<{ account: Account | null; paths: Paths }> {
  const account = await postgresAccount(join(dataDir, "postgres", "cluster"));
  const home = await prepareHome(dataDir, account);
  return { account, paths: pathsOf(dataDir, home) };
}

async function readOrMakePassword(path: string): Promise<string> {
  const known = await readFile(path, "utf8").catch(() => null);
  if (known !== null) return known;
  const password = randomBytes(24).toString("base64url");
  await writeFile(path, password, { mode: 0o600, flag: "wx" });
  return password;
}

function urlOf(port: number, password: string, database = DATABASE): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Null unless a PostgreSQL answers on the recorded port with our password and says it serves this very cluster. */
async function runningUrl(paths: Paths, password: string): Promise<{ url: string } | null> {
  const deadline = Date.now() + CHANGE_TIMEOUT_MS;
  for (;;) {
    const pidFile = await readPidFile(paths);
    if (pidFile === null || !isAlive(pidFile.pid)) return null;
    if (pidFile.status === "ready") {
      const url = urlOf(pidFile.port, password, "postgres");
      return (await serves(url, paths.cluster)) ? { url: urlOf(pidFile.port, password) } : null;
    }
    // Starting or stopping: a moment decides which.
    if (Date.now() > deadline) return null;
    await delay(POLL_MS);
  }
}

async function serves(url: string, cluster: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === cluster;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Making {
  readonly paths: Paths;
  readonly binaries: string;
  readonly account: Account | null;
  readonly durable: boolean;
}

/** Made under another name and moved into place, so that a start killed half-way leaves no half cluster. */
async function initialise(making: Making & { readonly password: string }): Promise<void> {
  const { paths, account } = making;
  const unfinished = `${paths.cluster}.new`;
  const passwordFile = join(paths.home, "password.new");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${making.password}\n`, { mode: 0o600 });
  try {
    if (account !== null) {
      await chown(unfinished, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    const child = spawnBinary(making, "initdb", [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...(making.durable ? [] : ["--no-sync"]),
    ]);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    if (code !== 0) throw await postgresError(paths, "PostgreSQL could not make its cluster");
    await rename(unfinished, paths.cluster);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Output goes to the log as an open file, so that PostgreSQL outlives us without a broken pipe; in a session of its own, so that
 * Ctrl-C reaches only us and PostgreSQL is stopped last. */
function spawnBinary(making: Making, name: "initdb" | "postgres", args: readonly string[]): ChildProcess {
  const log = openSync(making.paths.log, "a", 0o600);
  try {
    const options: SpawnOptions = {
      ...making.account,
      cwd: making.paths.home,
      env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", log, log],
      detached: true,
    };
    return spawn(join(making.binaries, "bin", name), args, options);
  } finally {
    closeSync(log);
  }
}

async function launch(making: Making): Promise<ChildProcess> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const before = await logSize(making.paths);
    const child = await launchOnce(making, deadline);
    if (child !== null) return child;
    const said = await readLog(making.paths, before);
    // A killed server's last processes may hold shared memory or the port for a moment.
    const passing = /pre-existing shared memory block|Address already in use|lock file "postmaster.pid" already exists/;
    if (!passing.test(said) || Date.now() > deadline)
      throw await postgresError(making.paths, "PostgreSQL did not start");
    await delay(250);
  }
}

/** Null when PostgreSQL ended instead of becoming ready. */
async function launchOnce(making: Making, deadline: number): Promise<ChildProcess | null> {
  const settings = { ...SETTINGS, ...(making.durable ? DURABLE : VOLATILE), port: String(await freePort()) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawnBinary(making, "postgres", ["-D", making.paths.cluster, ...flags]);
  // A binary that cannot be run at all has no pid; the log says the rest.
  child.once("error", () => undefined);
  child.unref();
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const pidFile = await readPidFile(making.paths);
    if (pidFile?.pid === child.pid && pidFile?.status === "ready") return child;
    if (Date.now() > deadline) throw await postgresError(making.paths, "PostgreSQL did not become ready");
    await delay(POLL_MS);
  }
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url.replace(/\/[^/]*$/, "/postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
