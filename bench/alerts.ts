// How soon the retry-rate judge sees a spike and how rarely it cries wolf, on simulated traffic, beside three common rules and
// an oracle at the same rate of false alarms. `--short` takes under a minute and judges nothing; `--world plain` plays one world only.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { play, type Played } from "./alerts/play.ts";
import { printFalseAlarms, printLooks, printRecall } from "./alerts/print.ts";
import { oracle, RIVALS } from "./alerts/rivals.ts";
import { sumUpWorld, type WorldResult } from "./alerts/sum-up.ts";
import { slowLooks, timeLooks } from "./alerts/time-looks.ts";
import { FRESH, limits, OFFICE, PLAIN, WAVES, type World } from "./alerts/traffic.ts";
import { missesOf } from "./alerts/wanted.ts";

const VOLUMES = [1, 10, 60, 600];

const short = process.argv.includes("--short");
const asked = process.argv.indexOf("--world");
const only = asked === -1 ? null : (process.argv[asked + 1] ?? "");
const started = Date.now();
const looks = timeLooks();
printLooks(looks);
const results = worlds()
  .filter(({ world }) => only === null || only === world.name)
  .map(({ world, series, seed }) => run(world, series, seed));
report(results);

/** Each with the series of every volume of traffic that it is played with. */
function worlds(): { readonly world: World; readonly series: number; readonly seed: number }[] {
  const few = [
    { world: PLAIN, series: short ? 1 : 50, seed: 4 },
    { world: WAVES, series: short ? 1 : 50, seed: 1 },
    { world: OFFICE, series: short ? 1 : 25, seed: 2 },
  ];
  if (short) return few;
  const limited = recordedLimits().map((world) => ({ world, series: 25, seed: 3 }));
  return [...few, ...limited, { world: FRESH, series: 25, seed: 90_210 }];
}

function run(world: World, series: number, seed: number): WorldResult {
  const spikes = short ? 2 : 6;
  const played: Played[] = VOLUMES.map((volume) => {
    const rivals = [...RIVALS, oracle(world.dispersion(volume))];
    return play({ world, volume, series, spikes, rivals, seed });
  });
  const result = sumUpWorld(world.name, played);
  printFalseAlarms(result);
  printRecall(result);
  return result;
}

/** Waiting times that providers named in recorded 429 answers, as the lengths of limits. */
function recordedLimits(): World[] {
  const file = join(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "http", "history-errors.jsonl.gz");
  if (!existsSync(file)) {
    console.log(`limits of recorded length: left out, there is no ${file}`);
    return [];
  }
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  // The recordings' own format, described beside them.
  const answers = lines.map((line) => JSON.parse(line) as { response: { headers: Record<string, string> } });
  const seconds = answers.flatMap(({ response }) => Number(response.headers["retry-after"] ?? Number.NaN));
  const known = seconds.filter((s) => s > 0 && s <= 60);
  return known.length === 0 ? [] : [limits(known)];
}

function report(worlds: readonly WorldResult[]): void {
  console.log(`${Math.round((Date.now() - started) / 1000)} s`);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/alerts.json", `${JSON.stringify({ short, looks, worlds }, null, 1)}\n`);
  if (short) {
    console.log("alerts: short run, not judged");
    return;
  }
  if (worlds.length === 0) throw new RangeError(`--world ${only}: there is no such world; leave it out to play all`);
  const missed = [...worlds.flatMap(missesOf), ...slowLooks(looks)];
  for (const miss of missed) console.log(`  ${miss}`);
  console.log(missed.length === 0 ? "alerts: reached" : `alerts: missed: ${missed.length} of the figures above`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}
