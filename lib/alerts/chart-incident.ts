import type { Queryable } from "#lib/analysis/queryable.ts";
import { HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";

import { sumOf } from "./counts-book.ts";
import type { Window } from "./counts-book.ts";
import { bandOfHour } from "./detect/band-of-hour.ts";
import type { HourBand } from "./detect/band-of-hour.ts";
import type { Baseline } from "./detect/baseline.ts";
import { learnLevel } from "./detect/judge-level.ts";
import { learnRate } from "./detect/judge-rate.ts";
import { UNLEARNT_HOURS } from "./detect/learn-baseline.ts";
import { historyOf } from "./judge-series.ts";
import type { History } from "./judge-series.ts";
import { costSources } from "./metrics.ts";
import { pastAt } from "./preview-rule.ts";
import { BookKeeper } from "./read-counts.ts";
import { metricOfRule } from "./rule.ts";
import type { Rule } from "./rule.ts";
import { seriesOf, sourcesOf } from "./watched-series.ts";
import type { WatchedSeries } from "./watched-series.ts";

/** One bucket of the series an incident is about. Rates are fractions, amounts in the metric's unit. */
export interface ChartPoint {
  readonly atMs: number;
  /** Null where nothing happened. */
  readonly value: number | null;
  readonly expected: number;
  /** Where an alarm begins in an hour like this one. */
  readonly limit: number;
}

export interface IncidentChart {
  readonly points: readonly ChartPoint[];
  readonly bucketMinutes: number;
  /** What the calls behind it have cost, nano-dollars; null where the roll-ups cannot tell. */
  readonly costNano: bigint | null;
}

/** Minutes show while they reach back far enough; hours before. */
const MINUTES_BACK = 12 * 60;
const BUCKET_MINUTES = 5;
const HOURS_BEFORE = 24;
const HOURS_AFTER = 6;

interface ChartedPart {
  readonly projectId: string;
  /** The rule with the part's own values as its scope. */
  readonly rule: Rule;
  readonly sinceMs: number;
  readonly endedMs: number | null;
}

/** The series with what was expected of it, around the incident. Null when the series has left the roll-ups' latest weeks. */
export async function chartIncident(db: Queryable, part: ChartedPart, nowMs: number): Promise<IncidentChart | null> {
  const { rule, sinceMs } = part;
  const endMs = Math.min(nowMs, (part.endedMs ?? nowMs) + HOURS_AFTER * HOUR_MS);
  const sources = new Set([...sourcesOf([rule]), ...costSources(rule.metric, rule.subject)]);
  const { grain } = metricOfRule(rule);
  const keeper = new BookKeeper({ db, projectId: part.projectId, grain, sources });
  const byMinute = grain !== "task" && nowMs - sinceMs < (MINUTES_BACK - 120) * MINUTE_MS;
  // By the hour the book ends with the hour that holds the end, so that it is whole.
  const endMinute = byMinute ? Math.floor(nowMs / MINUTE_MS) : Math.ceil(endMs / HOUR_MS) * 60;
  const book = await keeper.bookAt(endMinute);
  const [series] = seriesOf({ ...rule, each: [] }, book);
  if (!series || series.combos.length === 0) return null;
  const window = book.windowAt(endMinute);
  const history = historyOf(series, window);
  const firstMs = byMinute ? (endMinute - MINUTES_BACK) * MINUTE_MS : sinceMs - HOURS_BEFORE * HOUR_MS;
  const points = byMinute ? minutePoints(series, history) : hourPoints(series, history, firstMs);
  return { points, bucketMinutes: byMinute ? BUCKET_MINUTES : 60, costNano: costOf(series, window, part) };
}

/** What was expected of each hour, by hours before the one that holds the end, from what was known half a day before at the latest. */
function bandsOf({ rule, metric }: WatchedSeries, past: History, hours: number): HourBand[] {
  const { threshold } = rule;
  if (threshold !== null) return Array.from({ length: hours + 1 }, () => ({ expected: threshold, limit: threshold }));
  const endHour = Math.floor(past.history.now / 60);
  const options = { sensitivity: rule.sensitivity, seriesInProject: 1 };
  const sign = metric.kind !== "rate" && metric.direction === "below" ? -1 : 1;
  const perHour = past.kind === "level" && past.history.hours.weights === null ? 60 : 1;
  let baseline: Baseline | null = null;
  return Array.from({ length: hours + 1 }, (_, back) => {
    if (back >= lengthOf(past)) return { expected: 0, limit: 0 };
    // What is learnt at an hour says what is expected of the twelve before it, which teach nothing.
    if (baseline === null || back % UNLEARNT_HOURS === 0) baseline = learnt(back === 0 ? past : pastAt(past, back));
    const band = bandOfHour(baseline, options, { hour: endHour - back, base: baseAt(past, back) }, sign);
    const limit = past.kind === "rate" ? Math.min(1, band.limit) : band.limit;
    return { expected: band.expected * perHour, limit: limit * perHour };
  });
}

function learnt(past: History): Baseline {
  return past.kind === "rate" ? learnRate(past.history) : learnLevel(past.history);
}

/** What an hour's amount is out of: where there was nothing, or not yet the whole hour, as much as in a usual one of that day. */
function baseAt(past: History, back: number): number {
  const bases = past.kind === "rate" ? past.history.hours.calls : past.history.hours.weights;
  if (bases === null) return 60;
  const own = back === 0 ? 0 : (bases.at(-back) ?? 0);
  if (own > 0) return own;
  const day = bases.slice(Math.max(0, bases.length - back - 24), bases.length - back).filter((base) => base > 0);
  return day.length === 0 ? 1 : day.reduce((sum, base) => sum + base, 0) / day.length;
}

function lengthOf({ history: { hours } }: History): number {
  return "calls" in hours ? hours.calls.length : hours.amounts.length;
}

function hourPoints(series: WatchedSeries, past: History, fromMs: number): ChartPoint[] {
  const endHour = Math.floor(past.history.now / 60);
  const count = Math.min(lengthOf(past), endHour - Math.floor(fromMs / HOUR_MS));
  const bands = bandsOf(series, past, count);
  return Array.from({ length: count }, (_, i) => {
    const back = count - i;
    const band = bands[back] ?? { expected: 0, limit: 0 };
    return { atMs: (endHour - back) * HOUR_MS, value: valueIn(past, "hours", -back, 1), ...band };
  });
}

function minutePoints(series: WatchedSeries, past: History): ChartPoint[] {
  const { now } = past.history;
  const count = MINUTES_BACK / BUCKET_MINUTES;
  const bands = bandsOf(series, past, MINUTES_BACK / 60);
  return Array.from({ length: count }, (_, i) => {
    const minutesBack = (count - i) * BUCKET_MINUTES;
    const band = bands[Math.floor(now / 60) - Math.floor((now - minutesBack) / 60)] ?? { expected: 0, limit: 0 };
    return {
      atMs: (now - minutesBack) * MINUTE_MS,
      value: valueIn(past, "minutes", -minutesBack, BUCKET_MINUTES),
      ...band,
    };
  });
}

/** The rate, the mean, or the amount an hour of a bucket; `from` counts back from the end. */
function valueIn(past: History, tier: "hours" | "minutes", from: number, length: number): number | null {
  const sum = (values: Float64Array): number => {
    const start = values.length + from;
    return values.subarray(start, start + length).reduce((total, value) => total + value, 0);
  };
  if (past.kind === "rate") {
    const base = sum(past.history[tier].calls);
    return base === 0 ? null : sum(past.history[tier].hits) / base;
  }
  const { amounts, weights } = past.history[tier];
  if (weights === null) return sum(amounts) / (tier === "hours" ? length : length / 60);
  const weight = sum(weights);
  return weight === 0 ? null : sum(amounts) / weight;
}

function costOf(series: WatchedSeries, window: Window, { rule, sinceMs, endedMs }: ChartedPart): bigint | null {
  const plus = costSources(rule.metric, rule.subject);
  // Spend itself is the alarm: what it would have been anyway is not what it has cost. No tool has a cost of its own.
  if (plus.length === 0 || series.metric.kind !== "rate" || series.metric.grain === "tool") return null;
  const hours = sumOf(series.combos, "hours", window, { plus });
  const endHour = Math.floor(window.now / 60);
  const from = Math.max(0, hours.length - (endHour - Math.floor(sinceMs / HOUR_MS)));
  const to = endedMs === null ? hours.length : hours.length - (endHour - Math.ceil(endedMs / HOUR_MS));
  const whole = hours.subarray(from, Math.max(from, to)).reduce((total, cost) => total + cost, 0);
  const minutes = sumOf(series.combos, "minutes", window, { plus }).subarray(-(window.now % 60) || Infinity);
  const latest = endedMs === null ? minutes.reduce((total, cost) => total + cost, 0) : 0;
  return BigInt(Math.round(whole + latest));
}
