import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The SDKs and runtimes that the client library promises to work with: too large to be everybody's packages. */
export const VERSIONS = fileURLToPath(new URL("../versions", import.meta.url));

/** Installs them, once. Null when they are there; else why not, for tests that then skip and say so. */
export function installVersions(): string | null {
  const stamp = join(VERSIONS, "node_modules", ".package-lock.json");
  const lock = join(VERSIONS, "package-lock.json");
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return null;
  const npm = spawnSync("npm", ["ci", "--ignore-scripts"], {
    cwd: VERSIONS,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (npm.status === 0) return null;
  const said = `${npm.stderr ?? ""}${npm.error?.message ?? ""}`.trim().split("\n");
  return `npm ci in tests/versions failed: ${said.find((line) => /err/i.test(line)) ?? said.at(-1) ?? "no word"}`;
}
