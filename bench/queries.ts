// How long the questions of the contract take over HTTP at a million and ten million calls, how many cells they read, and what
// the same questions take over raw rows in Postgres and in DuckDB; then the server's time for every page of the dashboard at the
// larger size. `--short` asks some of them at 20,000 calls and judges nothing, nor does `--calls=N`, which asks all of them at
// that size alone; `--pages` looks at the pages alone. What was loaded stays in the data directory for the next run.
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Pool } from "pg";

import { startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { startServer, stopServer, whenReady } from "#tests/support/run-server.ts";
import type { Run } from "#tests/support/run-server.ts";
import { askAll, measureAll } from "./queries/measure.ts";
import type { Sample } from "./queries/measure.ts";
import { compareRaw } from "./queries/compare-raw.ts";
import { countCells } from "./queries/count-cells.ts";
import type { CellCount } from "./queries/count-cells.ts";
import { load } from "./queries/load.ts";
import type { Loaded } from "./queries/load.ts";
import { measurePages } from "./queries/measure-pages.ts";
import type { PageTime } from "./queries/measure-pages.ts";
import { isByHourOf, nameOf, questions } from "./queries/questions.ts";
import type { Question } from "./queries/questions.ts";

const READ_KEY = "bench-queries-read";
const WHO = { email: "bench@example.com", password: "correct horse battery" };
/** Milliseconds that 95 of 100 answers must keep. */
const BARS = { plain: 50, percentiles: 100, byHourOf: 250 };
const PAGE_BAR = 150;
const PAGE_ROUNDS = 20;
const MOST_CELLS_RATIO = 1.2;

const short = process.argv.includes("--short");
const pagesAlone = process.argv.includes("--pages");
const sizes = sizesAsked(process.argv);
const repeats = short ? 1 : 3;

const folder = join(process.env["OUTTURN_DATA_DIR"] ?? ".outturn", "bench-queries");
await mkdir(folder, { recursive: true });
const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
try {
  const results = [];
  for (const calls of pagesAlone ? [] : sizes) results.push(await runAt(calls));
  report(results, await lookAtPages(Math.max(...sizes)));
} finally {
  await postgres.stop();
}

/** `--calls=1000000` measures at that size alone. */
function sizesAsked(words: readonly string[]): number[] {
  const own = words.find((word) => word.startsWith("--calls="));
  if (own !== undefined) return [Number(own.slice("--calls=".length))];
  return short ? [20_000] : [1_000_000, 10_000_000];
}

interface Result {
  readonly calls: number;
  readonly groups: Readonly<Record<keyof typeof BARS, { asked: number; p50: number; p95: number; worst: string }>>;
  readonly cells: readonly CellCount[];
  readonly compared: Awaited<ReturnType<typeof compareRaw>>;
}

async function startOn(url: string, calls: number): Promise<Run> {
  const env = { DATABASE_URL: url, OUTTURN_READ_KEY: READ_KEY, OUTTURN_ADMIN_EMAIL: WHO.email };
  return whenReady(
    await startServer(join(folder, `server-${calls}`), { ...env, OUTTURN_ADMIN_PASSWORD: WHO.password }),
  );
}

async function lookAtPages(calls: number): Promise<PageTime[]> {
  const loaded = await load(postgres.url, calls, await realpath(folder));
  const server = await startOn(loaded.url, calls);
  try {
    const pages = await measurePages(server.url, WHO, short ? 2 : PAGE_ROUNDS);
    console.log(`\n${loaded.calls.toLocaleString("en")} calls, server time of pages to the last byte`);
    for (const { path, ms: times, bytes } of pages) {
      const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
      console.log(`  ${path.padEnd(64)} p50 ${ms(p50)}   p95 ${ms(p95)}   ${Math.round(bytes / 1000)} kB`);
    }
    return pages;
  } finally {
    await stopServer(server);
  }
}

async function runAt(calls: number): Promise<Result> {
  const loaded = await load(postgres.url, calls, await realpath(folder));
  const server = await startOn(loaded.url, calls);
  const pool = new Pool({ connectionString: loaded.url, max: 1 });
  const to = { url: server.url, key: READ_KEY };
  try {
    await askAll(to, asked(false).slice(0, 40));
    const samples = await measureAll(to, [...asked(false), ...asked(true)], repeats);
    const compared = await compareRaw({ to, pool, folder: await realpath(folder), loaded });
    const cells = await countCells(pool, loaded.projectId, questions(false, false));
    const result = { calls: loaded.calls, groups: groupsOf(samples), cells, compared };
    print(result, loaded);
    return result;
  } finally {
    await pool.end();
    await stopServer(server);
  }
}

function asked(percentiles: boolean): Question[] {
  const all = questions(percentiles, true);
  return short ? all.filter(({ days }) => days === 7 || days === 90).filter((_, i) => i % 3 === 0) : all;
}

function groupsOf(samples: readonly Sample[]): Result["groups"] {
  const of = (belongs: (question: Question) => boolean) => {
    const own = samples.filter(({ question }) => belongs(question));
    const times = own.flatMap(({ ms }) => ms).sort((a, b) => a - b);
    const worst = own.toSorted((a, b) => median(b.ms) - median(a.ms))[0];
    return {
      asked: times.length,
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      worst: worst === undefined ? "" : `${nameOf(worst.question)}: ${median(worst.ms).toFixed(0)} ms`,
    };
  };
  return {
    plain: of((question) => !isByHourOf(question) && !question.percentiles),
    percentiles: of((question) => !isByHourOf(question) && question.percentiles),
    byHourOf: of(isByHourOf),
  };
}

function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function print({ calls, groups, compared }: Result, { projectId }: Loaded): void {
  console.log(`\n${calls.toLocaleString("en")} calls (project ${projectId}), over HTTP, one question at a time`);
  for (const [name, { asked: count, p50, p95, worst }] of Object.entries(groups))
    console.log(
      `  ${name.padEnd(12)} ${String(count).padStart(5)} answers   p50 ${ms(p50)}   p95 ${ms(p95)}   slowest ${worst}`,
    );
  console.log("  the same question                            Outturn   raw rows     DuckDB   same figures");
  for (const { name, outturn, postgres: raw, duckdb, same } of compared)
    console.log(
      `  ${name.padEnd(42)} ${ms(outturn)} ${ms(raw)} ${duckdb === null ? "         –" : ms(duckdb)}   ${same ? "yes" : "NO"}`,
    );
}

function ms(value: number): string {
  return `${value.toFixed(1).padStart(7)} ms`;
}

/** Cells read for whole days: all questions together, by tiers that answer without hours and with them. */
function ratiosOf(small: Result, large: Result): { days: number; hours: number } {
  const sum = ({ cells }: Result, hours: boolean): number =>
    cells.filter((cell) => cell.hours === hours).reduce((total, cell) => total + cell.cells, 0);
  return { days: sum(large, false) / sum(small, false), hours: sum(large, true) / sum(small, true) };
}

function report(results: readonly Result[], pages: readonly PageTime[]): void {
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/queries.json", `${JSON.stringify({ results, pages }, null, 1)}\n`);
  const slow = pages.flatMap(({ path, ms: times }) => {
    const p95 = quantile(times, 0.95);
    return p95 > PAGE_BAR ? [`${path} p95 ${p95.toFixed(0)} ms, over ${PAGE_BAR}`] : [];
  });
  const [small, large] = results;
  if (!pagesAlone && (small === undefined || large === undefined))
    console.log(`queries: ${short ? "short run" : "one size"}, not judged`);
  else end([...(small && large ? faultsOf(results, small, large) : []), ...slow]);
}

function end(missed: readonly string[]): void {
  console.log(missed.length === 0 ? "queries: reached" : `queries: missed: ${missed.join("; ")}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function faultsOf(results: readonly Result[], small: Result, large: Result): string[] {
  const ratios = ratiosOf(small, large);
  console.log(
    `\ncells read for whole days, ten million calls over one million: × ${ratios.days.toFixed(2)}` +
      ` (questions that need hours: × ${ratios.hours.toFixed(2)})`,
  );
  return [
    ...Object.entries(BARS).flatMap(([name, bar]) => {
      const { p95 } = large.groups[name as keyof typeof BARS];
      return p95 > bar ? [`${name} p95 ${p95.toFixed(0)} ms, over ${bar}`] : [];
    }),
    ...(ratios.days > MOST_CELLS_RATIO ? [`cells read × ${ratios.days.toFixed(2)}`] : []),
    ...(results.some(({ compared }) => compared.some(({ same }) => !same)) ? ["figures differ from the raw rows"] : []),
  ];
}
