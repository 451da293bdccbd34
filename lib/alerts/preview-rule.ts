import type { Queryable } from "#lib/analysis/queryable.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";

import { describeScope, titleOf } from "./describe-finding.ts";
import { smallestVisibleSpike } from "./detect/smallest-visible-spike.ts";
import type { VisibleSpike } from "./detect/series.ts";
import { decideState } from "./decide-state.ts";
import type { Situation } from "./decide-state.ts";
import type { Finding } from "./finding.ts";
import { Baselines, historyOf, judgeHistory, spread } from "./judge-series.ts";
import type { History } from "./judge-series.ts";
import { BookKeeper } from "./read-counts.ts";
import type { Rule, RuleDraft } from "./rule.ts";
import { metricOfRule } from "./rule.ts";
import { seriesOf, sourcesOf } from "./watched-series.ts";
import type { WatchedSeries } from "./watched-series.ts";

/** A time at which the rule would have fired. */
export interface PreviewAlarm {
  readonly title: string;
  readonly fromMs: number;
  /** Null while it goes on. */
  readonly toMs: number | null;
}

export interface RulePreview {
  readonly alarms: readonly PreviewAlarm[];
  /** Series the rule has now. */
  readonly series: number;
  /** Of those, how many of the busiest were looked back over. */
  readonly looked: number;
  /** How many of the last hours were judged minute by minute, as they will be; those before by the hour. */
  readonly hoursByMinute: number;
  /** Of the busiest series; null where its traffic is too thin for any. */
  readonly smallest: VisibleSpike | null;
  /** The busiest series, in words; empty for the whole project. */
  readonly busiest: string;
  /** Whether it is a rate that is judged by what is expected: only of that is there a smallest spike. */
  readonly isRate: boolean;
}

const DAYS = 30;
/** Sums by the minute are kept for three days; judging one takes the half day before it. */
const BY_MINUTE_HOURS = 60;
/** A look back over a month of one series takes a good part of a second. */
const MOST_SERIES = 4;
/** Windows reach back over half a day, so that nothing falls between two looks; that of a reader's own limit may be short. */
const STEP_HOURS = { expected: 2, own: 1 } as const;
/** The last minutes are still to settle. */
const SETTLING_MINUTES = 2;

/** When a rule would have fired in the last 30 days: where the minutes are still kept as it will be judged, before by the hour. */
export async function previewRule(
  db: Queryable,
  projectId: string,
  draft: RuleDraft,
  nowMs: number,
): Promise<RulePreview> {
  const rule: Rule = { ...draft, id: "preview", mutedUntilMs: null };
  const { grain, kind } = metricOfRule(rule);
  const atOnce = BY_MINUTE_HOURS * 60;
  const keeper = new BookKeeper({ db, projectId, grain, sources: sourcesOf([rule]), atOnce });
  const book = await keeper.bookAt(Math.floor(nowMs / MINUTE_MS) - SETTLING_MINUTES);
  const all = seriesOf(rule, book)
    .map((series) => ({ series, past: historyOf(series, book.whole) }))
    .sort((a, b) => weightOf(b.past) - weightOf(a.past));
  const looked = kind === "budget" ? [] : all.slice(0, MOST_SERIES);
  const alarms = looked.flatMap(({ series, past }) => new LookBack(series, past, all.length).alarms());
  const [first] = all;
  const options = { sensitivity: rule.sensitivity, seriesInProject: Math.max(1, all.length) };
  return {
    alarms: alarms.sort((a, b) => b.fromMs - a.fromMs),
    series: all.length,
    looked: looked.length,
    hoursByMinute: grain === "task" ? 0 : BY_MINUTE_HOURS,
    smallest: first?.past.kind === "rate" ? smallestVisibleSpike(first.past.history, options) : null,
    busiest: first ? describeScope(first.series.scope) : "",
    isRate: kind === "rate" && rule.threshold === null,
  };
}

function weightOf(past: History): number {
  const { hours } = past.history;
  const values = "calls" in hours ? hours.calls : (hours.weights ?? hours.amounts);
  return values.reduce((sum, value) => sum + value, 0);
}

/** Walks the last 30 days of a series, with all that was known by then. */
class LookBack {
  readonly #series: WatchedSeries;
  readonly #past: History;
  readonly #seriesInProject: number;
  readonly #baselines = new Baselines();
  readonly #alarms: PreviewAlarm[] = [];
  #situation: Situation = { state: "ok", since: 0 };
  #notBefore: number | null = null;

  constructor(series: WatchedSeries, past: History, seriesInProject: number) {
    this.#series = series;
    this.#past = past;
    this.#seriesInProject = seriesInProject;
  }

  alarms(): readonly PreviewAlarm[] {
    const { rule, metric } = this.#series;
    const { now } = this.#past.history;
    const endHour = Math.floor(now / 60);
    const step = rule.threshold === null ? STEP_HOURS.expected : STEP_HOURS.own;
    const byMinute = metric.grain === "task" ? 0 : BY_MINUTE_HOURS;
    for (let back = (DAYS * DAY_MS) / HOUR_MS; back >= byMinute; back -= step) {
      if (this.#situation.state === "ok" && isUneventful(this.#past, "hours", [back, step])) continue;
      const finding = this.#judge(pastAt(this.#past, back), new Baselines());
      // A step is as long as a second look takes.
      this.#goOn({ ...finding, overwhelming: true }, (endHour - back) * 60);
    }
    for (let back = byMinute * 60 - 1; back >= 0; back -= 1) {
      if (this.#situation.state === "ok" && isUneventful(this.#past, "minutes", [back, 1])) continue;
      this.#goOn(this.#judge(minutesAt(this.#past, back), this.#baselines), now - back);
    }
    return this.#alarms;
  }

  #judge(past: History, baselines: Baselines): Finding {
    const options = { seriesInProject: this.#seriesInProject, notBefore: this.#notBefore };
    return judgeHistory(this.#series, past, options, baselines);
  }

  #goOn(finding: Finding, minute: number): void {
    const { next, change } = decideState(this.#situation, { ...finding, muted: false }, minute);
    this.#situation = next;
    if (change === "fires")
      this.#alarms.push({
        title: titleOf(this.#series.metric, this.#series.scope, finding),
        fromMs: (finding.since ?? minute) * MINUTE_MS,
        toMs: null,
      });
    if (change !== "ends") return;
    this.#notBefore = minute;
    const last = this.#alarms.pop();
    if (last) this.#alarms.push({ ...last, toMs: minute * MINUTE_MS });
  }
}

/** Minutes or hours without a hit begin no alarm on a rate. */
function isUneventful(past: History, tier: "minutes" | "hours", [back, length]: readonly [number, number]): boolean {
  if (past.kind !== "rate") return false;
  const { hits } = past.history[tier];
  return hits.subarray(hits.length - back - length, hits.length - back).every((count) => count === 0);
}

/** The past as it stood some minutes ago: half a day of minutes, and the hours before. */
function minutesAt(past: History, back: number): History {
  const now = past.history.now - back;
  const hoursBack = Math.floor(past.history.now / 60) - Math.floor(now / 60);
  const minutes = (values: Float64Array): Float64Array =>
    values.subarray(Math.max(0, values.length - back - HALF_DAY), values.length - back);
  const hours = (values: Float64Array): Float64Array => values.subarray(0, values.length - hoursBack);
  return cut(past, now, { minutes, hours });
}

const HALF_DAY = 720;

/** The past as it stood at the end of a whole hour some hours ago, known by the hour only. */
export function pastAt(past: History, back: number): History {
  const now = (Math.floor(past.history.now / 60) - back) * 60;
  const hours = (values: Float64Array): Float64Array => values.subarray(0, values.length - back);
  return cut(past, now, { hours, minutes: null });
}

type Cut = (values: Float64Array) => Float64Array;

/** Minutes that are not known are those of the hours, as if all had come evenly. */
function cut(past: History, now: number, by: { readonly hours: Cut; readonly minutes: Cut | null }): History {
  const minutesOf = (minutes: Float64Array, hours: Float64Array): Float64Array =>
    by.minutes === null ? spread(by.hours(hours)) : by.minutes(minutes);
  if (past.kind === "rate") {
    const { hours, minutes } = past.history;
    return {
      kind: "rate",
      history: {
        now,
        hours: { calls: by.hours(hours.calls), hits: by.hours(hours.hits) },
        minutes: { calls: minutesOf(minutes.calls, hours.calls), hits: minutesOf(minutes.hits, hours.hits) },
      },
    };
  }
  const { hours, minutes } = past.history;
  const weights =
    hours.weights === null || minutes.weights === null
      ? null
      : { hours: by.hours(hours.weights), minutes: minutesOf(minutes.weights, hours.weights) };
  return {
    kind: "level",
    above: past.above,
    history: {
      now,
      hours: { amounts: by.hours(hours.amounts), weights: weights?.hours ?? null },
      minutes: { amounts: minutesOf(minutes.amounts, hours.amounts), weights: weights?.minutes ?? null },
    },
  };
}
