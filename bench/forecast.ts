// How good the forecast to the month's end is: rolling origins over simulated spend and over the sample's own.
// `--short` judges nothing.
import { mkdirSync, writeFileSync } from "node:fs";

import { forecastMonth } from "#lib/review/forecast.ts";
import type { DaySpend } from "#lib/review/forecast.ts";

import { sampleSeries, simulatedSeries } from "./forecast/series.ts";
import type { Series } from "./forecast/series.ts";

const short = process.argv.includes("--short");
const started = Date.now();
const DAY_MS = 86_400_000;
/** Origins: so many days into the month at least, and left of it. */
const [LEAST_IN, LEAST_LEFT] = [2, 2];
/** Days known before the first month that is forecast. */
const WARM_UP = 28;

interface Tally {
  readonly name: string;
  origins: number;
  covered: number;
  /** Sum of absolute errors relative to the month's true spend. */
  error: number;
  runRateError: number;
}

const tallies = [
  judge("simulated spend", simulatedSeries(short ? 60 : 600)),
  judge("the sample's spend", sampleSeries(short ? 2 : 12)),
];
report();

function judge(name: string, all: readonly Series[]): Tally {
  const tally: Tally = { name, origins: 0, covered: 0, error: 0, runRateError: 0 };
  for (const series of all) for (const month of monthsOf(series)) judgeMonth(tally, series, month);
  return tally;
}

interface Month {
  readonly start: number;
  readonly end: number;
}

/** Calendar months that lie wholly in the series, after its warm-up. */
function monthsOf(series: Series): Month[] {
  const [first, last] = [series.days[0]?.day ?? 0, series.days.at(-1)?.day ?? 0];
  const months: Month[] = [];
  for (let day = first + WARM_UP; day <= last; day += 1) {
    const at = new Date(day * DAY_MS);
    if (at.getUTCDate() !== 1) continue;
    const end = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) / DAY_MS;
    if (end <= last + 1) months.push({ start: day, end });
  }
  return months;
}

function judgeMonth(tally: Tally, { days }: Series, { start, end }: Month): void {
  const of = days.filter(({ day }) => day >= start && day < end);
  const truth = sum(of);
  for (let origin = start + LEAST_IN; origin <= end - LEAST_LEFT; origin += 1) {
    const known = days.filter(({ day }) => day < origin);
    const found = forecastMonth({ days: known, monthStart: start, monthEnd: end, budgetUsd: null });
    if (found === null) continue;
    const spent = sum(of.filter(({ day }) => day < origin));
    tally.origins += 1;
    tally.covered += Number(found.low <= truth && truth <= found.high);
    tally.error += Math.abs(found.expected - truth) / truth;
    tally.runRateError += Math.abs((spent / (origin - start)) * (end - start) - truth) / truth;
  }
}

function sum(days: readonly DaySpend[]): number {
  return days.reduce((total, { usd }) => total + usd, 0);
}

function report(): void {
  const missed: string[] = [];
  for (const { name, origins, covered, error, runRateError } of tallies) {
    const [coverage, ratio] = [covered / origins, error / runRateError];
    console.log(
      `${name.padEnd(20)} ${String(origins).padStart(6)} forecasts   80 % interval covers ${percent(coverage)}   ` +
        `error ${percent(error / origins)}, run rate's ${percent(runRateError / origins)}: ratio ${ratio.toFixed(2)}`,
    );
    if (coverage < 0.75 || coverage > 0.85) missed.push(`${name} covered ${percent(coverage)}`);
    if (ratio > 0.8) missed.push(`${name} error ratio ${ratio.toFixed(2)}`);
  }
  console.log(`${Math.round((Date.now() - started) / 1000)} s`);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/forecast.json", `${JSON.stringify({ tallies }, null, 1)}\n`);
  if (short) console.log("forecast: short run, not judged");
  else {
    console.log(missed.length === 0 ? "forecast: reached" : `forecast: missed: ${missed.join("; ")}`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
