import { execFile, spawn } from "node:child_process";
import { chmod, chown, lstat, mkdir, mkdtemp, readlink, rmdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";

/** The user under which PostgreSQL runs when this process is root, which PostgreSQL refuses to run as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Accounts that need not be made: PostgreSQL's own where the system has it, else the one that owns nothing. */
const CANDIDATES = ["postgres", "nobody"];

/** Folders that any account may enter, for a cluster whose data directory lies where root alone can look. */
const PUBLIC_FOLDERS = ["/var/lib", "/opt", "/srv"];

const run = promisify(execFile);

async function lookUp(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Null when this process is an ordinary user; the owner of an existing cluster otherwise, else a candidate. */
export async function postgresAccount(cluster: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(cluster).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const account = await lookUp(name);
    if (account !== null && account.uid !== 0) return account;
  }
  throw new OutturnError(
    "unavailable",
    "PostgreSQL does not run as root and this machine has neither a user postgres nor nobody: add one, start as an ordinary user, or set DATABASE_URL.",
  );
}

/** Whether the account can reach and use a path: asked of the system itself, which knows ACLs and mount options. */
export async function canUse(path: string, rights: "rx" | "wx", account: Account): Promise<boolean> {
  const script = rights === "rx" ? 'test -r "$0" && test -x "$0"' : 'test -w "$0" && test -x "$0"';
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", script, path], { ...account, cwd: "/", stdio: "ignore" });
    child.once("error", (error) => {
      reject(
        new OutturnError(
          "unavailable",
          `This root user may not start a process as user ${account.uid} (${error.message}): start as an ordinary user, or set DATABASE_URL.`,
          { cause: error },
        ),
      );
    });
    child.once("exit", (code) => {
      resolve(code === 0);
    });
  });
}

/**
 * The folder that holds cluster and binaries: `postgres` in the data directory, or, where the account cannot get there,
 * a folder under /var/lib to which `postgres` is a link.
 * @throws OutturnError when the link leads nowhere or no public folder can be written.
 */
export async function prepareHome(dataDir: string, account: Account | null): Promise<string> {
  const home = join(dataDir, "postgres");
  const existing = await lstat(home).catch(() => null);
  if (existing?.isSymbolicLink()) {
    const target = await readlink(home);
    if (await stat(home).catch(() => null)) return target;
    throw new OutturnError(
      "unavailable",
      `The database of ${dataDir} lay in ${target}, which is gone: restore it, or remove ${home} to start empty.`,
    );
  }
  if (existing === null) await mkdir(home, { mode: 0o711 });
  if (account === null) return home;
  await chmod(home, 0o711);
  if (await reaches(home, account)) return home;
  await chmod(dataDir, ((await stat(dataDir)).mode & 0o777) | 0o011);
  if (await reaches(home, account)) return home;
  return moveOut(home);
}

async function reaches(home: string, account: Account): Promise<boolean> {
  const cluster = join(home, "cluster");
  if (!(await stat(cluster).catch(() => null))) {
    const probe = await mkdtemp(join(home, "probe-"));
    await chown(probe, account.uid, account.gid);
    const reached = await canUse(probe, "wx", account);
    await rmdir(probe);
    return reached;
  }
  return canUse(cluster, "wx", account);
}

/** Only an empty home moves: one with a cluster in it was reachable before, and somebody closed a folder above it. */
async function moveOut(home: string): Promise<string> {
  if (await stat(join(home, "cluster")).catch(() => null)) {
    throw new OutturnError(
      "unavailable",
      `PostgreSQL's user cannot enter ${home} any more: give the folders above it back their x permission for others.`,
    );
  }
  for (const folder of PUBLIC_FOLDERS) {
    const outside = await mkdtemp(join(folder, "outturn-")).catch(() => null);
    if (outside === null) continue;
    await chmod(outside, 0o711);
    await rmdir(home);
    await symlink(outside, home);
    return outside;
  }
  throw new OutturnError(
    "unavailable",
    `PostgreSQL's user cannot enter ${home} and none of ${PUBLIC_FOLDERS.join(", ")} can be written: set OUTTURN_DATA_DIR to a folder it can enter.`,
  );
}
