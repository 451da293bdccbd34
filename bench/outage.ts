// The server is killed under 50 calls a second for a minute, and brought back: does every call arrive, once, and does the
// application notice? `--short` takes a quarter of a minute and judges nothing.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import OpenAI from "openai";

import { Outturn } from "#lib/capture/index.ts";

const short = process.argv.includes("--short");
const PHASE_MS = short ? 4000 : 60_000;
const EVERY_MS = 20;
const MOST_P50_MS = 1;
const MOST_P99_MS = 10;
const ARRIVAL_LIMIT_MS = 60_000;

type Phase = "before" | "away" | "back";
interface Said {
  readonly port?: number;
  readonly ids?: readonly string[];
}

/** Span id → how often it arrived. */
const arrived = new Map<string, number>();
const durations: Record<Phase, number[]> = { before: [], away: [], back: [] };
let failed = 0;

const PROVIDER = fileURLToPath(new URL("outage/provider-process.ts", import.meta.url));
const SERVER = fileURLToPath(new URL("outage/server-process.ts", import.meta.url));

const start = (program: string, ...args: string[]): ChildProcess =>
  fork(program, args, { execArgv: ["--disable-warning=ExperimentalWarning"] });
const first = <T>(child: ChildProcess): Promise<T> => new Promise((resolve) => child.once("message", resolve));

async function startServer(port = 0): Promise<{ child: ChildProcess; port: number }> {
  const child = start(SERVER, String(port));
  child.on("message", ({ ids = [] }: Said) => {
    for (const id of ids) arrived.set(id, (arrived.get(id) ?? 0) + 1);
  });
  const { port: found = 0 } = await first<Said>(child);
  return { child, port: found };
}

const provider = start(PROVIDER);
const providerPort = await first<number>(provider);
const server = await startServer();
const directory = mkdtempSync(join(tmpdir(), "outturn-outage-"));
const outturn = new Outturn({ url: `http://127.0.0.1:${server.port}`, key: "bench", spool: { directory } });
const client = outturn.observe(new OpenAI({ apiKey: "fake", baseURL: `http://127.0.0.1:${providerPort}/v1` }));

await callFor(2000, null);
await callFor(PHASE_MS, "before");
server.child.kill("SIGKILL");
await callFor(PHASE_MS, "away");
const again = await startServer(server.port);
await callFor(PHASE_MS, "back");
const made = durations.before.length + durations.away.length + durations.back.length + warmUps();
const backAt = performance.now();
while (arrived.size < made && performance.now() - backAt < ARRIVAL_LIMIT_MS) {
  await outturn.flush();
  await wait(50);
}
await outturn.shutdown();
report();
again.child.disconnect();
provider.disconnect();
rmSync(directory, { recursive: true, force: true });

/** Makes a call every 20 ms, whatever the ones before are doing, and waits for the last of them. */
async function callFor(forMs: number, phase: Phase | null): Promise<void> {
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let at = 0; at * EVERY_MS < forMs; at += 1) {
    const late = began + at * EVERY_MS - performance.now();
    if (late > 0) await wait(late);
    pending.push(call(phase));
  }
  await Promise.all(pending);
}

async function call(phase: Phase | null): Promise<void> {
  const began = performance.now();
  try {
    await client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "Say hello" }] });
  } catch {
    failed += 1;
  }
  if (phase !== null) durations[phase].push(performance.now() - began);
}

function warmUps(): number {
  return 2000 / EVERY_MS;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

interface Row {
  readonly phase: Phase;
  readonly calls: number;
  readonly p50: number;
  readonly p99: number;
}

function report(): void {
  const rows = (["before", "away", "back"] as const).map((phase) => {
    const [p50, p99] = [quantile(durations[phase], 0.5), quantile(durations[phase], 0.99)];
    return { phase, calls: durations[phase].length, p50, p99 };
  });
  console.log("server        calls   p50 ms   p99 ms");
  for (const { phase, calls, p50, p99 } of rows) {
    const columns = [String(calls).padStart(6), p50.toFixed(2).padStart(8), p99.toFixed(2).padStart(8)];
    console.log(`${phase.padEnd(12)} ${columns.join(" ")}`);
  }
  const again = [...arrived.values()].filter((times) => times > 1).length;
  // A batch that was taken but not yet acknowledged is sent again under its ids, which a server keeps once.
  console.log(
    `made ${made}, arrived ${arrived.size}, of them ${again} sent again under their ids; ${failed} calls failed`,
  );
  const missed = judge(rows);
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const results = { at: new Date().toISOString(), short, rows, made, arrived: arrived.size, again, failed, missed };
  writeFileSync(join(folder, "outage.json"), `${JSON.stringify(results, null, 2)}\n`);
  if (short) console.log("outage: short run, not judged");
  else console.log(missed.length === 0 ? "outage: reached" : `outage: missed: ${missed.join("; ")}`);
  process.exitCode = short || missed.length === 0 ? 0 : 1;
}

function judge([before, away]: readonly Row[]): string[] {
  const p50 = (away?.p50 ?? Number.NaN) - (before?.p50 ?? Number.NaN);
  const p99 = (away?.p99 ?? Number.NaN) - (before?.p99 ?? Number.NaN);
  console.log(`while the server was away, p50 grew by ${p50.toFixed(2)} ms and p99 by ${p99.toFixed(2)} ms`);
  return [
    ...(arrived.size === made ? [] : [`of ${made} calls ${arrived.size} arrived`]),
    ...(p50 <= MOST_P50_MS ? [] : [`p50 grew by ${p50.toFixed(2)} ms`]),
    ...(p99 <= MOST_P99_MS ? [] : [`p99 grew by ${p99.toFixed(2)} ms`]),
  ];
}
