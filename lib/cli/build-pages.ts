import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";

export const ROOT = resolve(import.meta.dirname, "../..");

/** What the build reads: a change of content in any of these makes the build stale. */
const FOLDERS = ["app", "components", "lib", "public", "generated"];
const FILES = [
  "instrumentation.ts",
  "next.config.mjs",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "tsconfig.json",
];
const STAMP = join(ROOT, ".next", "outturn-build");

/** Builds the pages unless the last build was made of the very same sources. Returns whether it built. */
export async function buildPages(logFile: string, signal: AbortSignal, onBuild: () => void): Promise<boolean> {
  const sources = await hashSources();
  if ((await readFile(STAMP, "utf8").catch(() => "")) === sources) return false;
  onBuild();
  const other = await runBuild(logFile, signal);
  if (!other) {
    await writeFile(STAMP, sources);
    return true;
  }
  // Next lets one build run at a time: wait for the other's end, and see whether it was of the same sources.
  await delay(1_000, undefined, { signal });
  return buildPages(logFile, signal, () => undefined);
}

async function hashSources(): Promise<string> {
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) => {
      const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
    }),
  );
  const paths = [...FILES.map((file) => join(ROOT, file)), ...inFolders.flat()].toSorted();
  const contents = await Promise.all(paths.map(async (path) => readFile(path).catch(() => Buffer.alloc(0))));
  const sum = createHash("sha256");
  paths.forEach((path, i) => {
    sum.update(path.slice(ROOT.length)).update(
      createHash("sha256")
        .update(contents[i] ?? "")
        .digest(),
    );
  });
  return sum.digest("hex");
}

/** Returns true when another build was running, which Next refuses to disturb. */
async function runBuild(logFile: string, signal: AbortSignal): Promise<boolean> {
  const log = openSync(logFile, "w", 0o600);
  const bin = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [bin, "build"], {
    cwd: ROOT,
    signal,
    stdio: ["ignore", log, log],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  closeSync(log);
  const code = await new Promise<number | null>((done, reject) => {
    child.once("error", reject);
    child.once("exit", done);
  });
  if (code === 0) return false;
  const said = stripVTControlCharacters(await readFile(logFile, "utf8"));
  if (/Another .* is already running/.test(said)) return true;
  if (said.includes("ENOSPC")) {
    throw new OutturnError("unavailable", `The disk that holds ${ROOT} is full: free some space and start again.`);
  }
  const lines = said.split("\n");
  const reason =
    lines.find((line) => /^\s*(\w*Error|Module not found)\b/.test(line)) ?? lines.findLast((line) => line !== "");
  throw new OutturnError(
    "internal",
    `The pages could not be built: ${reason?.trim() ?? "it said nothing"} (see ${logFile}).`,
  );
}
