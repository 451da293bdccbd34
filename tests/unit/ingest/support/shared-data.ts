import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Recorded data that several projects share, read where it lies and never copied. */
const ROOT = process.env["OUTTURN_SHARED_DATA"] ?? join(import.meta.dirname, "../../../../../shared/data");

/** A file or folder of the shared data; null when the data is not on this machine. */
export function sharedPath(path: string): string | null {
  const full = join(ROOT, path);
  return existsSync(full) ? full : null;
}

/** The lines of a gzipped JSONL file. The caller names the shape that the file's own description gives. */
export function readLines<T>(path: string): T[] {
  const text = gunzipSync(readFileSync(join(ROOT, path))).toString("utf8");
  return (
    text
      .trim()
      .split("\n")
      // The data describes itself in SOURCE.md; a test that read it wrongly would fail on its figures.
      .map((line) => JSON.parse(line) as T)
  );
}

/** A JSON file, by the path that `sharedPath` gave. */
export function readJson(fullPath: string): unknown {
  const value: unknown = JSON.parse(readFileSync(fullPath, "utf8"));
  return value;
}
