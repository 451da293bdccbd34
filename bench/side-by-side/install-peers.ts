import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Contender, PeerFolder } from "./contenders.ts";
import { PEERS } from "./load-from.ts";

export interface Opened {
  readonly contender: Contender;
  /** Version of the peer's package, else of the SDK. */
  readonly version: string;
}

export interface Missing {
  readonly name: string;
  readonly why: string;
}

/**
 * Installs the peers into their own folders where that has not been done, and says so. A folder that cannot be installed is
 * named, with the reason; its emitters are missing from the tables.
 */
export function installPeers(contenders: readonly Contender[]): { opened: Opened[]; missing: Missing[] } {
  const failures = new Map<PeerFolder, string>();
  for (const folder of new Set(contenders.map((one) => one.folder))) {
    const why = installFolder(folder);
    if (why !== null) failures.set(folder, why);
  }
  const opened: Opened[] = [];
  const missing: Missing[] = [];
  for (const contender of contenders) {
    const version = versionOf(contender);
    const why = failures.get(contender.folder) ?? "its package is not in the folder";
    if (version === null) missing.push({ name: contender.name, why });
    else opened.push({ contender, version });
  }
  return { opened, missing };
}

/** Installs one folder of bench/peers where that has not been done. @returns why it could not be; null when it is there. */
export function installFolder(folder: string): string | null {
  const at = join(PEERS, folder);
  const stamp = join(at, "node_modules", ".package-lock.json");
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(at, "package-lock.json")).mtimeMs) return null;
  console.log(
    `Installing the packages of bench/peers/${folder} (npm ci; once, some 100 to 300 MB, nothing of it in the project's own packages)`,
  );
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: at,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (npm.status === 0) return null;
  const said = `${npm.stderr ?? ""}${npm.error?.message ?? ""}`.trim().split("\n");
  return `npm ci failed: ${said.filter((line) => line.includes("ERR") || line.includes("error")).at(0) ?? said.at(-1)}`;
}

function versionOf({ folder, packageName }: Contender): string | null {
  const file = join(PEERS, folder, "node_modules", packageName ?? "openai", "package.json");
  if (!existsSync(file)) return null;
  // npm's own file: a version is always in it.
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}
