// What the write path carries: spans over HTTP until they are committed and rolled up, beside a COPY of the rows they make. The
// server, its Postgres and the load generator share this machine. `--short` takes under a minute and judges nothing.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

import { findRunningPostgres } from "#lib/server/embedded-postgres.ts";
import { makeDataDir, startServer, stopServer, whenReady } from "#tests/support/run-server.ts";
import type { Run } from "#tests/support/run-server.ts";

import { watchFreshness } from "./ingest/watch-freshness.ts";
import { readCpu, watchMemory } from "./ingest/watch-processes.ts";
import type { CpuSeconds } from "./ingest/watch-processes.ts";
import { measureCopy } from "./ingest/measure-copy.ts";
import type { Copied } from "./ingest/measure-copy.ts";
import { bytesPerCall, foldLag } from "./ingest/read-database.ts";
import { runLoad } from "./ingest/run-load.ts";
import type { Encoding } from "./ingest/make-payloads.ts";

const short = process.argv.includes("--short");
const SECONDS = short ? { full: 5, half: 8 } : { full: 60, half: 600 };
/** Rows of this many calls are copied; all of a short run's. */
const MOST_COPIED = 200_000;
const BARS = {
  share: { protobuf: 0.35, json: 0.2 },
  callsPerSecond: { protobuf: 10_000, json: 6_000 },
  acknowledgedP99Ms: 250,
  freshnessP95Ms: 2_000,
  rssMb: 600,
} as const;
const KEYS = { OUTTURN_INGEST_KEY: "bench-ingest-key", OUTTURN_READ_KEY: "bench-read-key" };

interface Sustained {
  readonly calls: number;
  readonly callsPerSecond: number;
  /** Processor time of each call, microseconds. */
  readonly cpuUs: CpuSeconds;
  readonly statuses: Readonly<Record<string, number>>;
}

const run = await whenReady(await startServer(await makeDataDir(), KEYS));
try {
  await measure(run);
} finally {
  await stopServer(run);
}

async function measure(server: Run): Promise<void> {
  const databaseUrl = await findRunningPostgres(server.dataDir);
  if (databaseUrl === null) throw new Error("the embedded PostgreSQL does not run");
  const memory = watchMemory(server.child.pid ?? 0);
  const copies: Copied[] = [];
  const copyAgain = async (): Promise<void> => void copies.push(await measureCopy(databaseUrl, MOST_COPIED));
  // A COPY after each load: what else the machine does falls on both alike.
  const protobuf = await sustain(server, databaseUrl, "protobuf");
  await copyAgain();
  const json = await sustain(server, databaseUrl, "json");
  await copyAgain();
  const calm = await halfRate(server, protobuf.callsPerSecond / 2);
  await settled(databaseUrl);
  const rss = memory.stop();
  await copyAgain();
  const [, copy = copies[0]] = copies.toSorted((a, b) => a.callsPerSecond - b.callsPerSecond);
  if (copy === undefined) throw new Error("nothing was copied");
  report({ protobuf, json, calm, rss, copy, copies, bytes: await bytesPerCall(databaseUrl) });
}

/** As many calls as the server takes, until all of them are in the figures. */
async function sustain(server: Run, databaseUrl: string, encoding: Encoding): Promise<Sustained> {
  const pid = server.child.pid ?? 0;
  const before = readCpu(pid);
  const load = await runLoad({ ...orderFor(server, encoding), seconds: SECONDS.full, callsPerSecond: null });
  const waiting = performance.now();
  await settled(databaseUrl);
  // The generator's own start is not the server's time; the wait for the last fold is.
  const seconds = load.seconds + (performance.now() - waiting) / 1000;
  const after = readCpu(pid);
  const perCall = (spent: number): number => (spent / load.calls) * 1e6;
  const cpuUs = { server: perCall(after.server - before.server), postgres: perCall(after.postgres - before.postgres) };
  const callsPerSecond = load.calls / seconds;
  console.log(
    `${encoding}: ${load.calls} calls in ${seconds.toFixed(1)} s; processor time of a call ${cpuUs.server.toFixed(0)} µs in the server, ${cpuUs.postgres.toFixed(0)} µs in Postgres; answers ${JSON.stringify(load.statuses)}`,
  );
  return { calls: load.calls, callsPerSecond, cpuUs, statuses: load.statuses };
}

interface Calm {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly freshP95Ms: number;
}

/** Half of that rate, in protobuf, with a probe that waits for its calls to appear in the metrics API. */
async function halfRate(server: Run, callsPerSecond: number): Promise<Calm> {
  const freshness = watchFreshness(server.url, KEYS);
  const load = await runLoad({ ...orderFor(server, "protobuf"), seconds: SECONDS.half, callsPerSecond });
  const freshMs = await freshness.stop();
  return {
    callsPerSecond: load.calls / load.seconds,
    p50Ms: quantile(load.acknowledgedMs, 0.5),
    p99Ms: quantile(load.acknowledgedMs, 0.99),
    freshP95Ms: quantile(freshMs, 0.95),
  };
}

function orderFor(server: Run, encoding: Encoding) {
  // Never the same twice within a run: rounds of one load stay far below the distance.
  const round = Math.floor(performance.now()) * 1_000;
  return { url: server.url, key: KEYS.OUTTURN_INGEST_KEY, encoding, inFlight: 8, round: round % 4_000_000_000 };
}

async function settled(databaseUrl: string): Promise<void> {
  while ((await foldLag(databaseUrl)) > 0) await delay(50);
}

function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

interface Measured {
  readonly protobuf: Sustained;
  readonly json: Sustained;
  readonly calm: Calm;
  readonly rss: { readonly serverMb: number; readonly postgresMb: number };
  /** The median of the three. */
  readonly copy: Copied;
  readonly copies: readonly Copied[];
  readonly bytes: number;
}

function report(measured: Measured): void {
  const { protobuf, json, calm, rss, copy, bytes } = measured;
  const checks: [name: string, value: number, bar: number | null, most?: boolean][] = [
    ["COPY of the same rows, calls a second", copy.callsPerSecond, null],
    ["COPY, processor time a call, µs", copy.cpuUs, null],
    ["protobuf, processor time a call, µs", protobuf.cpuUs.server + protobuf.cpuUs.postgres, null],
    ["JSON, processor time a call, µs", json.cpuUs.server + json.cpuUs.postgres, null],
    ["protobuf, calls a second", protobuf.callsPerSecond, BARS.callsPerSecond.protobuf],
    ["protobuf, share of COPY", protobuf.callsPerSecond / copy.callsPerSecond, BARS.share.protobuf],
    ["JSON, calls a second", json.callsPerSecond, BARS.callsPerSecond.json],
    ["JSON, share of COPY", json.callsPerSecond / copy.callsPerSecond, BARS.share.json],
    ["at half rate: calls a second", calm.callsPerSecond, null],
    ["at half rate: p50 of acknowledgement, ms", calm.p50Ms, null],
    ["at half rate: p99 of acknowledgement, ms", calm.p99Ms, BARS.acknowledgedP99Ms, true],
    ["at half rate: p95 until in the metrics API, ms", calm.freshP95Ms, BARS.freshnessP95Ms, true],
    ["most memory of the server, MB", rss.serverMb, BARS.rssMb, true],
    ["most memory of its Postgres, MB", rss.postgresMb, null],
    ["bytes a call in the database", bytes, null],
  ];
  const missed = checks.filter(
    ([, value, bar, most]) => bar !== null && !(most === true ? value <= bar : value >= bar),
  );
  console.table(
    Object.fromEntries(
      checks.map(([name, value, bar, most]) => [
        name,
        { measured: round(value), bar: bar === null ? "" : `${most === true ? "at most" : "at least"} ${bar}` },
      ]),
    ),
  );
  const processors = availableParallelism();
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/ingest.json", `${JSON.stringify({ short, processors, ...measured }, null, 1)}\n`);
  if (short) {
    console.log("ingest: short run, not judged");
    return;
  }
  const said = missed.map(([name, value, bar]) => `${name} ${round(value)} (bar ${bar})`);
  console.log(missed.length === 0 ? "ingest: reached" : `ingest: missed: ${said.join("; ")}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function round(value: number): number {
  return Number(value.toPrecision(value < 10 ? 2 : 4));
}
