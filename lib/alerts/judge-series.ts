import { judgeLevel, learnLevel } from "./detect/judge-level.ts";
import { judgeRate, learnRate } from "./detect/judge-rate.ts";
import type { RateBaseline } from "./detect/judge-rate.ts";
import type { Baseline } from "./detect/baseline.ts";
import type { DetectOptions, LevelHistory, RateHistory } from "./detect/series.ts";
import { sumOf } from "./counts-book.ts";
import type { Window } from "./counts-book.ts";
import { NO_DATA_MINUTES } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { isBack } from "./is-back.ts";
import { judgeBudget, judgeFixed } from "./judge-limit.ts";
import { lagHours } from "./metrics.ts";
import type { LevelMetric, RateMetric } from "./metrics.ts";
import type { WatchedSeries } from "./watched-series.ts";

/** Orders of magnitude less likely than an alarm needs. */
const OVERWHELMING = 3;
/** Windows of cost per success and of tasks that were decided since. */
const HOUR = 60;
const WEEK_HOURS = 168;

export interface JudgeOptions {
  readonly seriesInProject: number;
  /** Epoch minute at which the series' last incident ended. */
  readonly notBefore: number | null;
}

interface Known<Learnt> {
  /** Minutes for which it holds, half-open. */
  readonly from: number;
  readonly to: number;
  readonly learnt: Learnt;
}

/**
 * What was learnt holds for the hour it was learnt in and the next: a look then costs a walk over the last minutes. Series
 * are learnt anew once an hour, each in a minute of its own, so that no one look has to learn them all.
 */
class ByHour<Learnt> {
  readonly #known = new Map<string, Known<Learnt>>();
  #turn = 0;

  of({ rule, key }: WatchedSeries, now: number, learn: () => Learnt): Learnt {
    const name = `${rule.id} ${rule.metric} ${key}`;
    const known = this.#known.get(name);
    if (known && now >= known.from && now < known.to) return known.learnt;
    const learnt = learn();
    this.#turn = (this.#turn + 1) % HOUR;
    const hour = Math.floor(now / HOUR) * HOUR;
    // From a series' second time on the turn of its minute stays as it is.
    const minute = known?.to === now ? now - hour : this.#turn;
    this.#known.set(name, { from: now, to: hour + HOUR + minute, learnt });
    return learnt;
  }
}

export class Baselines {
  readonly rates = new ByHour<RateBaseline>();
  readonly levels = new ByHour<Baseline>();
}

/** The past of a series as its metric is judged. */
export type History =
  | { readonly kind: "rate"; readonly history: RateHistory }
  | { readonly kind: "level"; readonly history: LevelHistory; readonly above: boolean };

/** Judges one series at the end of a window. */
export function judgeSeries(
  series: WatchedSeries,
  window: Window,
  options: JudgeOptions,
  baselines = new Baselines(),
): Finding {
  if (series.metric.kind === "budget") return judgeBudget(series, window);
  return judgeHistory(series, historyOf(series, window), options, baselines);
}

/** What of the window a series is judged by. */
export function historyOf(series: WatchedSeries, window: Window): History {
  const { metric } = series;
  if (metric.kind === "rate") return { kind: "rate", history: rateHistory(series, metric, window) };
  return { kind: "level", history: levelHistory(series, metric, window), above: metric.direction === "above" };
}

/** Judges a past that is given, by the rule's own limit where it has one. */
export function judgeHistory(
  series: WatchedSeries,
  past: History,
  options: JudgeOptions,
  baselines = new Baselines(),
): Finding {
  const { rule } = series;
  const { now } = past.history;
  if (past.kind === "rate") {
    if (rule.threshold === null) return judgedRate(series, past.history, options, baselines);
    const { hits, calls } = past.history.minutes;
    return judgeFixed(rule, { amounts: hits, bases: calls, above: true, now });
  }
  if (rule.threshold === null) return judgedLevel(series, past.history, options, baselines);
  const { amounts, weights } = past.history.minutes;
  return judgeFixed(rule, { amounts, bases: weights, above: past.above, now });
}

function rateHistory(series: WatchedSeries, metric: RateMetric, window: Window): RateHistory {
  const counts = shifted(series, window);
  const { now } = counts;
  const [hits, calls] = [{ plus: metric.plus, minus: metric.minus }, { plus: [metric.base] }];
  const hours = {
    hits: sumOf(series.combos, "hours", counts, hits),
    calls: sumOf(series.combos, "hours", counts, calls),
  };
  if (metric.grain === "task") return { now, hours, minutes: { hits: spread(hours.hits), calls: spread(hours.calls) } };
  return {
    now,
    hours,
    minutes: {
      hits: sumOf(series.combos, "minutes", counts, hits),
      calls: sumOf(series.combos, "minutes", counts, calls),
    },
  };
}

function levelHistory(series: WatchedSeries, metric: LevelMetric, window: Window): LevelHistory {
  const counts = shifted(series, window);
  const { now } = counts;
  const amounts = (tier: "minutes" | "hours"): Float64Array =>
    sumOf(series.combos, tier, counts, { plus: [metric.amount] }).map((amount) => amount / metric.scale);
  const weights = (tier: "minutes" | "hours"): Float64Array | null =>
    metric.weight === null ? null : sumOf(series.combos, tier, counts, { plus: [metric.weight] });
  const hours = { amounts: amounts("hours"), weights: weights("hours") };
  const minutes =
    metric.grain === "task"
      ? { amounts: spread(hours.amounts), weights: hours.weights === null ? null : spread(hours.weights) }
      : { amounts: amounts("minutes"), weights: weights("minutes") };
  return { now, hours, minutes };
}

/** Tasks are counted by the hour, and judged at the end of one that lies far enough back for them to be decided. */
function shifted({ metric, rule }: WatchedSeries, window: Window): Window {
  if (metric.grain !== "task") return window;
  const lag = lagHours(rule.metric);
  const [from, to] = window.hours;
  return {
    now: (Math.floor(window.now / HOUR) - lag) * HOUR,
    minutes: [0, 0],
    hours: [Math.max(0, from - lag), to - lag],
  };
}

/** The last twelve hours as if their tasks had come evenly. */
export function spread(hours: Float64Array): Float64Array {
  const last = hours.subarray(-12);
  const minutes = new Float64Array(last.length * HOUR);
  for (const [i, amount] of last.entries()) minutes.fill(amount / HOUR, i * HOUR, (i + 1) * HOUR);
  return minutes;
}

function detectOptions({ rule }: WatchedSeries, { seriesInProject, notBefore }: JudgeOptions): DetectOptions {
  const { sensitivity, leastCalls } = rule;
  return { sensitivity, seriesInProject, notBefore, ...(leastCalls === null ? {} : { leastCalls }) };
}

function judgedRate(series: WatchedSeries, history: RateHistory, options: JudgeOptions, baselines: Baselines): Finding {
  const baseline = baselines.rates.of(series, history.now, () => learnRate(history));
  const judged = judgeRate(history, detectOptions(series, options), baseline);
  const back = isBack(history, judged);
  return {
    ...common(judged),
    alarm: judged.alarm && !back,
    calm: judged.calm || back,
    noData: isSilent(history.minutes.calls),
    seen: judged.calls > 0 ? judged.hits / judged.calls : null,
    expected: judged.expectedRate,
    limit: judged.upperBand,
    hits: judged.hits,
    expectedHits: judged.expectedHits,
    base: judged.calls,
  };
}

function judgedLevel(
  series: WatchedSeries,
  history: LevelHistory,
  options: JudgeOptions,
  baselines: Baselines,
): Finding {
  const { metric } = series;
  const direction = metric.kind === "level" ? metric.direction : "above";
  const baseline = baselines.levels.of(series, history.now, () => learnLevel(history));
  const judged = judgeLevel(history, { ...detectOptions(series, options), direction }, baseline);
  const { weights } = history.minutes;
  // Of an amount by time the detector's base is the minute; people read hours.
  const factor = weights === null ? HOUR : 1;
  return {
    ...common(judged),
    alarm: judged.alarm && (direction === "above" || spansWeeks(history.hours.amounts)),
    // Silence is what a fall is about.
    noData: direction === "above" && isSilent(weights ?? history.minutes.amounts),
    seen: judged.level === null ? null : judged.level * factor,
    expected: judged.expectedLevel * factor,
    limit: judged.band * factor,
    hits: null,
    expectedHits: null,
    base: weights === null ? null : judged.weight,
  };
}

/** A weekend is no fall: that is known once one has been seen before. */
function spansWeeks(hours: Float64Array): boolean {
  const first = hours.findIndex((amount) => amount > 0);
  return first !== -1 && hours.length - first >= 2 * WEEK_HOURS;
}

type Judged = Pick<
  ReturnType<typeof judgeLevel>,
  "alarm" | "calm" | "evidence" | "evidenceNeeded" | "since" | "windowMinutes" | "enoughData"
>;

function common({ alarm, calm, evidence, evidenceNeeded, since, windowMinutes, enoughData }: Judged) {
  return { alarm, calm, overwhelming: evidence >= evidenceNeeded + OVERWHELMING, since, windowMinutes, enoughData };
}

function isSilent(bases: Float64Array): boolean {
  return bases.subarray(-NO_DATA_MINUTES).every((base) => base === 0);
}
