// A hundred thousand damaged payloads, the same ones every time, through the ingest into a real Postgres: no server's fault, no
// body of up to a megabyte over a second, bounded memory, every good neighbour kept. `--short` sends 3,000 and judges nothing;
// `--seed N` takes others.
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { createProject } from "#lib/store/create-project.ts";
import { migrate } from "#lib/store/migrate.ts";
import { openStore } from "#lib/store/open-store.ts";
import { realSpans } from "#tests/support/fuzz/real-spans.ts";
import { runFuzz } from "#tests/support/fuzz/run-fuzz.ts";
import type { FuzzReport } from "#tests/support/fuzz/run-fuzz.ts";

/** Bars: milliseconds for a body, resident bytes, and growth of the heap from the first quarter to the end. */
const MOST_MS = 1_000;
const MOST_RSS = 700e6;
const MOST_GROWTH = 150e6;

const short = process.argv.includes("--short");
const seed = Number(process.argv[process.argv.indexOf("--seed") + 1]) || 20_261_122;
const folder = join(process.env["OUTTURN_DATA_DIR"] ?? ".outturn", "bench-fuzz");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
try {
  await migrate(postgres.url);
  const store = openStore({ databaseUrl: postgres.url });
  const { id } = await createProject(store, { slug: "fuzz", name: "Fuzz" });
  const started = performance.now();
  const report = await runFuzz(store, id, { seed, payloads: short ? 3_000 : 100_000, bases: realSpans(), atOnce: 8 });
  await store.close();
  judge(report, (performance.now() - started) / 1000);
} finally {
  await postgres.stop();
}

function judge(report: FuzzReport, seconds: number): void {
  const [before, after] = report.heap;
  console.table({
    payloads: report.payloads,
    seed,
    seconds: Math.round(seconds),
    ...Object.fromEntries(Object.entries(report.byStatus).map(([status, count]) => [`answered ${status}`, count])),
    "slowest body, ms": Math.round(report.slowestMs),
    "good neighbours": report.neighbours,
    "good neighbours lost": report.neighboursLost,
    "peak resident, MB": Math.round(report.peakRss / 1e6),
    "heap after a quarter and at the end, MB": `${Math.round(before / 1e6)}, ${Math.round(after / 1e6)}`,
    "differences found by verify": report.differences,
  });
  for (const fault of report.faults) console.log(fault);
  const missed = [
    report.faults.length > 0 ? "an answer no payload should get" : null,
    report.slowestMs > MOST_MS ? `payload ${report.slowest} took ${Math.round(report.slowestMs)} ms` : null,
    report.neighboursLost > 0 ? `${report.neighboursLost} good neighbours lost` : null,
    report.peakRss > MOST_RSS || after - before > MOST_GROWTH ? "memory" : null,
    report.differences + report.dirtyTasks > 0 ? "verify" : null,
  ].filter((what) => what !== null);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/fuzz.json", `${JSON.stringify({ seed, seconds, ...report, missed }, null, 2)}\n`);
  console.log(
    short
      ? "fuzz: short run, not judged"
      : missed.length === 0
        ? "fuzz: reached"
        : `fuzz: missed: ${missed.join("; ")}`,
  );
  process.exitCode = short || missed.length === 0 ? 0 : 1;
}
