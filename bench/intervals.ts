// How often the 95 % interval of cost per success holds the truth: on simulated tasks (lognormal costs, failures up to three
// times dearer) and on resampled real ones. `--short` takes a few seconds and judges nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { costPerSuccessInterval } from "#lib/analysis/cost-per-success-interval.ts";

import { addTask, emptyMoments, toCostMoments } from "./float-moments.ts";
import type { FloatMoments } from "./float-moments.ts";
import { comparisonCells, projectionCells } from "./intervals/compare.ts";
import { latencyCells } from "./intervals/latency.ts";
import { cellOf, count, emptyTally } from "./intervals/tally.ts";
import type { Cell, Tally } from "./intervals/tally.ts";
import { seeded } from "./seeded.ts";

const LOG_SDS = [0.5, 1, 1.5];
const DEARER = [1, 2, 3];
const RATES = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.975, 0.99];
const SIZES = [30, 60, 100, 150, 200, 300, 500, 1000, 3000];
/** Median cost of a simulated task, in nano-dollars. */
const SCALE = 10_000_000;

const short = process.argv.includes("--short");
const draws = short ? 400 : 10_000;
const started = Date.now();
const cells = [
  ...RATES.flatMap(simulate),
  ...resampleReal(),
  ...comparisonCells(draws),
  ...projectionCells(draws),
  ...latencyCells(draws),
];
report(cells);

function simulate(rate: number): Cell[] {
  const random = seeded(Math.round(rate * 1000) + 1);
  const variants = LOG_SDS.flatMap((logSd) =>
    DEARER.map((dearer) => ({ logSd, dearer, tallies: SIZES.map(emptyTally) })),
  );
  for (let draw = 0; draw < draws; draw += 1) {
    const samples = variants.map(emptyMoments);
    for (let i = 1, size = 0; size < SIZES.length; i += 1) {
      const succeeded = random() < rate;
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      variants.forEach(({ logSd, dearer }, v) =>
        addTo(samples[v], Math.exp(logSd * normal) * (succeeded ? SCALE : SCALE * dearer), succeeded),
      );
      if (i !== SIZES[size]) continue;
      variants.forEach(({ logSd, dearer, tallies }, v) => {
        const truth = (SCALE * Math.exp(logSd ** 2 / 2) * (rate + (1 - rate) * dearer)) / rate;
        judge(tallies[size], samples[v], truth);
      });
      size += 1;
    }
  }
  return variants.flatMap(({ logSd, dearer, tallies }) =>
    tallies.map((tally, i) => cellOf({ source: "simulated", logSd, dearer, rate, n: SIZES[i] ?? 0 }, tally)),
  );
}

interface RealTask {
  readonly dataset: string;
  readonly model: string;
  readonly outcome: string;
  readonly cost_usd: number | null;
}

/** Each group of recorded tasks taken as the whole truth, and samples drawn from it with replacement. */
function resampleReal(): Cell[] {
  const file = join(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "bench", "tasks.jsonl.gz");
  if (!existsSync(file)) {
    console.log(`recorded tasks: left out, there is no ${file}`);
    return [];
  }
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  // The recordings' own format, described beside them.
  const tasks = lines.map((line) => JSON.parse(line) as RealTask);
  const groups = Map.groupBy(tasks, (task) => `${task.dataset} ${task.model}`);
  const random = seeded(7);
  return [...groups].flatMap(([name, group]) => {
    const known = group.filter((task) => task.cost_usd !== null);
    const successes = known.filter((task) => task.outcome === "success").length;
    if (known.length < 60 || known.length < group.length || successes < 5) return [];
    return resample(name, known, random);
  });
}

function resample(source: string, tasks: readonly RealTask[], random: () => number): Cell[] {
  const whole = emptyMoments();
  for (const task of tasks) addTo(whole, (task.cost_usd ?? 0) * 1e9, task.outcome === "success");
  const tallies = SIZES.map(emptyTally);
  for (let draw = 0; draw < draws; draw += 1) {
    const sample = emptyMoments();
    for (let i = 1, size = 0; size < SIZES.length; i += 1) {
      const task = tasks[Math.floor(random() * tasks.length)];
      addTo(sample, (task?.cost_usd ?? 0) * 1e9, task?.outcome === "success");
      if (i !== SIZES[size]) continue;
      judge(tallies[size], sample, whole.c / whole.s);
      size += 1;
    }
  }
  const rate = whole.s / whole.n;
  return tallies.map((tally, i) => cellOf({ source, logSd: null, dearer: null, rate, n: SIZES[i] ?? 0 }, tally));
}

function addTo(moments: FloatMoments | undefined, cost: number, succeeded: boolean): void {
  if (moments !== undefined) addTask(moments, cost, succeeded);
}

function judge(tally: Tally | undefined, m: FloatMoments | undefined, truth: number): void {
  if (m === undefined) return;
  const { interval, sufficient } = costPerSuccessInterval(toCostMoments(m));
  const covered = interval === null || (Number(interval[0]) <= truth && truth <= Number(interval[1]));
  count(tally, covered, sufficient);
}

/** A cell is called sufficient when most of its draws are. */
function isCalled(cell: Cell): boolean {
  return cell.sufficient > 0.5;
}

function isOutside({ coverage, n }: Cell): boolean {
  const [low, high] = n < 1000 ? [0.925, 0.975] : [0.93, 0.97];
  return coverage !== null && (coverage < low || coverage > high);
}

/** Samples so large and tame must be called sufficient, or the rule would pass by refusing. */
function mustBeCalled({ source, logSd, rate, n }: Cell): boolean {
  if (source !== "simulated") return false;
  const [successes, failed] = [Math.round(n * rate * 1e6) / 1e6, Math.round(n * (1 - rate) * 1e6) / 1e6];
  return logSd !== null && logSd <= 1 && n >= 200 && successes >= 20 && failed >= 5;
}

function report(all: readonly Cell[]): void {
  const nameOf = ({ logSd, source }: Cell): string => (logSd === null ? source : `${source}, log-sd ${logSd}`);
  for (const [name, of] of Map.groupBy(all, nameOf)) printRow(name, of);
  const called = all.filter(isCalled);
  const outside = called.filter(isOutside);
  const refused = all.filter((cell) => mustBeCalled(cell) && !isCalled(cell));
  for (const cell of [...outside, ...refused]) console.log(`  ${describe(cell)}`);
  // An observed count decides, so a few lucky draws pass in cells that mostly do not; their luck is part of the rule.
  const lucky = all.filter((cell) => cell.sufficient > 0.01 && !isCalled(cell));
  const among = lucky.flatMap(({ coverage }) => coverage ?? []).sort((a, b) => a - b);
  console.log(
    `${lucky.length} cells are called so in 1 to 50 % of draws: coverage among those from ${percent(among[0])}`,
  );
  console.log(`${called.length} of ${all.length} cells are called sufficient; ${draws} draws a cell; ${seconds()} s`);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/intervals.json", `${JSON.stringify({ draws, cells: all }, null, 1)}\n`);
  if (short) {
    console.log("intervals: short run, not judged");
    return;
  }
  const missed = [
    ...(outside.length > 0 ? [`${outside.length} sufficient cells outside the coverage band`] : []),
    ...(refused.length > 0 ? [`${refused.length} cells refused that must be sufficient`] : []),
  ];
  console.log(missed.length === 0 ? "intervals: reached" : `intervals: missed: ${missed.join("; ")}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function printRow(name: string, of: readonly Cell[]): void {
  const called = of
    .filter(isCalled)
    .flatMap(({ coverage }) => coverage ?? [])
    .sort((a, b) => a - b);
  const middle = called[Math.floor(called.length / 2)];
  console.log(
    `${name.padEnd(40)} sufficient ${String(called.length).padStart(3)} of ${String(of.length).padStart(3)}   ` +
      `coverage least ${percent(called[0])}  median ${percent(middle)}  most ${percent(called.at(-1))}`,
  );
}

function percent(share: number | undefined): string {
  return share === undefined ? "  –  " : `${(share * 100).toFixed(1)} %`;
}

function describe(cell: Cell): string {
  const of = cell.logSd === null ? cell.source : `${cell.source}, log-sd ${cell.logSd}, failures × ${cell.dearer}`;
  const coverage = cell.coverage === null ? "–" : (cell.coverage * 100).toFixed(2);
  return `${of}, p ${cell.rate.toFixed(3)}, n ${cell.n}: coverage ${coverage} %, sufficient ${(cell.sufficient * 100).toFixed(0)} %`;
}

function seconds(): number {
  return Math.round((Date.now() - started) / 1000);
}
