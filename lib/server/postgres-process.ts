import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { OutturnError } from "#lib/domain/errors.ts";

const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/** Where the parts of an embedded PostgreSQL lie. */
export interface Paths {
  readonly home: string;
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
}

/** What PostgreSQL writes about itself while it runs. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

export function pathsOf(dataDir: string, home: string): Paths {
  return {
    home,
    cluster: join(home, "cluster"),
    log: join(dataDir, "postgres.log"),
    password: join(dataDir, "postgres-password"),
  };
}

export async function readPidFile(paths: Paths): Promise<PidFile | null> {
  const text = await readFile(join(paths.cluster, "postmaster.pid"), "utf8").catch(() => null);
  if (text === null) return null;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? "").trim() };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

export async function logSize(paths: Paths): Promise<number> {
  return (await stat(paths.log).catch(() => null))?.size ?? 0;
}

/** What was logged after the first `from` bytes. */
export async function readLog(paths: Paths, from: number): Promise<string> {
  return (await readFile(paths.log).catch(() => Buffer.alloc(0))).subarray(from).toString("utf8");
}

/** One sentence out of the log: the disk where it is full, else PostgreSQL's last complaint. */
export async function postgresError(paths: Paths, what: string): Promise<OutturnError> {
  const log = await readLog(paths, Math.max(0, (await logSize(paths)) - 16_384));
  if (/No space left on device/.test(log)) {
    return new OutturnError(
      "unavailable",
      `The disk that holds ${paths.home} is full: free some space and start again.`,
    );
  }
  const complaints = log.split("\n").filter((line) => /FATAL|PANIC|error/i.test(line));
  const last = complaints.at(-1)?.replace(/^.*?(?:FATAL|PANIC|error):\s*/, "") ?? "it said nothing";
  return new OutturnError("unavailable", `${what}: ${last} (see ${paths.log}).`);
}

/** Ends the PostgreSQL of a cluster, if one runs: rolls back what is under way, then at once if that takes too long. */
export async function stop(paths: Paths): Promise<void> {
  const pidFile = await readPidFile(paths);
  if (pidFile === null || !isAlive(pidFile.pid)) return;
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    process.kill(pidFile.pid, signal);
    if (await gone(paths, pidFile.pid, Date.now() + STOP_TIMEOUT_MS)) return;
  }
}

/** PostgreSQL removes its pid file last; where nobody reaps it, its process entry stays behind. */
async function gone(paths: Paths, pid: number, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    if (!isAlive(pid) || (await readPidFile(paths))?.pid !== pid) return true;
    await delay(POLL_MS);
  }
  return false;
}

/** Resolves when the PostgreSQL of a cluster, not our child, has ended. */
export async function watch(paths: Paths): Promise<void> {
  const first = await readPidFile(paths);
  for (let now = first; now !== null && now.pid === first?.pid && isAlive(now.pid); now = await readPidFile(paths)) {
    await delay(1_000, undefined, { ref: false });
  }
}
