import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, stat, statfs, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { OutturnError } from "#lib/domain/errors.ts";

import { isAlive } from "./postgres-process.ts";

/** Who serves from a data directory; `stopping` once it has been told to end. */
interface Holder {
  readonly pid: number;
  /** Tells a process from a later one with the same number; null where the system does not say. */
  readonly started: string | null;
  readonly port: number;
  readonly stopping: boolean;
}

export interface DataDirLock {
  /** Lets the next start wait for the end of this one instead of refusing. */
  readonly markStopping: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/** A holder that was just killed through npm needs this long to notice. */
const GRACE_MS = 1_500;
const STOPPING_MS = 30_000;
const MEGABYTE = 1024 * 1024;
/** A new cluster with the sample takes about 150 MB; one that is there needs room for a checkpoint. */
const LEAST_FREE_MB = { first: 200, later: 64 };

/** Makes the data directory, readable by its owner alone. @throws OutturnError when its disk is all but full. */
export async function openDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(dataDir);
  const free = (bavail * bsize) / MEGABYTE;
  const isFirst = (await stat(join(dataDir, "secret")).catch(() => null)) === null;
  if (free < (isFirst ? LEAST_FREE_MB.first : LEAST_FREE_MB.later)) {
    throw new OutturnError(
      "unavailable",
      `The disk that holds ${dataDir} is full (${Math.floor(free)} MB free): free at least 200 MB, or set OUTTURN_DATA_DIR to another disk.`,
    );
  }
}

/** @throws OutturnError `conflict` when another process serves from this data directory. */
export async function lockDataDir(dataDir: string, port: number): Promise<DataDirLock> {
  const path = join(dataDir, "outturn.pid");
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid), port, stopping: false };
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await claim({ path, draft, dataDir, since: Date.now() });
  } finally {
    await rm(draft, { force: true });
  }
  return {
    markStopping: async () => writeFile(path, JSON.stringify({ ...mine, stopping: true })),
    release: async () => rm(path, { force: true }),
  };
}

interface Claim {
  readonly path: string;
  readonly draft: string;
  readonly dataDir: string;
  readonly since: number;
}

/** A hard link appears whole or not at all, so two starts cannot both believe they hold the directory. */
async function claim({ path, draft, dataDir, since }: Claim): Promise<void> {
  for (;;) {
    try {
      await link(draft, path);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = await readHolder(path);
    if (holder === null || !(await isHolding(holder))) {
      await unlink(path).catch(() => undefined);
      continue;
    }
    if (Date.now() - since > (holder.stopping ? STOPPING_MS : GRACE_MS)) {
      throw new OutturnError(
        "conflict",
        `Outturn already runs on ${dataDir} (process ${holder.pid}, http://localhost:${holder.port}): stop it first, or set OUTTURN_DATA_DIR to another folder.`,
      );
    }
    await delay(50);
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  try {
    // Only this module writes the file; a torn one reads as nobody's.
    return text === null ? null : (JSON.parse(text) as Holder);
  } catch {
    return null;
  }
}

async function isHolding(holder: Holder): Promise<boolean> {
  return isAlive(holder.pid) && (await startOf(holder.pid)) === holder.started;
}

/** Clock ticks from boot to the start of a process (field 22 of /proc/PID/stat). */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** The secret of this installation: made on the first start, kept where only the owner can read it. */
export async function readOrMakeSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret");
  const known = await readFile(path, "utf8").catch(() => null);
  if (known !== null && known.length >= 32) return known;
  const secret = randomBytes(32).toString("base64url");
  await writeFile(path, secret, { mode: 0o600 });
  return secret;
}
