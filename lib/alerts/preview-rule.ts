import type { Queryable } from "#lib/analysis/queryable.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";

import { describeScope, titleOf } from "./describe-finding.ts";
import { smallestVisibleSpike } from "./detect/smallest-visible-spike.ts";
import type { VisibleSpike } from "./detect/series.ts";
import { decideState } from "./decide-state.ts";
import type { Situation } from "./decide-state.ts";
import { historyOf, judgeHistory, spread } from "./judge-series.ts";
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
  /** Of the busiest series; null where its traffic is too thin for any. */
  readonly smallest: VisibleSpike | null;
  /** The busiest series, in words; empty for the whole project. */
  readonly busiest: string;
  /** Whether it is a rate that is judged by what is expected: only of that is there a smallest spike. */
  readonly isRate: boolean;
}

const DAYS = 30;
/** A look back over a month of one series takes a good part of a second. */
const MOST_SERIES = 4;
/** Windows reach back over half a day, so that nothing falls between two looks; that of a reader's own limit may be short. */
const STEP_HOURS = { expected: 2, own: 1 } as const;

/** When a rule would have fired in the last 30 days, hour by hour: shorter spikes are only seen as they happen. */
export async function previewRule(
  db: Queryable,
  projectId: string,
  draft: RuleDraft,
  nowMs: number,
): Promise<RulePreview> {
  const rule: Rule = { ...draft, id: "preview", mutedUntilMs: null };
  const { grain, kind } = metricOfRule(rule);
  const keeper = new BookKeeper({ db, projectId, grain, sources: sourcesOf([rule]) });
  const book = await keeper.bookAt(Math.floor(nowMs / HOUR_MS) * 60);
  const window = book.windowAt(book.endMinute);
  const all = seriesOf(rule, book)
    .map((series) => ({ series, past: historyOf(series, window) }))
    .sort((a, b) => weightOf(b.past) - weightOf(a.past));
  const looked = kind === "budget" ? [] : all.slice(0, MOST_SERIES);
  const alarms = looked.flatMap(({ series, past }) => lookBack(series, past, all.length));
  const [first] = all;
  const options = { sensitivity: rule.sensitivity, seriesInProject: Math.max(1, all.length) };
  return {
    alarms: alarms.sort((a, b) => b.fromMs - a.fromMs),
    series: all.length,
    looked: looked.length,
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

/** Walks the last 30 days by the hour, with all that was known by then. */
function lookBack(series: WatchedSeries, past: History, seriesInProject: number): PreviewAlarm[] {
  const endHour = Math.floor(past.history.now / 60);
  const alarms: PreviewAlarm[] = [];
  let situation: Situation = { state: "ok", since: 0 };
  let notBefore: number | null = null;
  const step = series.rule.threshold === null ? STEP_HOURS.expected : STEP_HOURS.own;
  for (let back = (DAYS * DAY_MS) / HOUR_MS; back >= 0; back -= step) {
    const minute = (endHour - back) * 60;
    const finding = judgeHistory(series, pastAt(past, back), { seriesInProject, notBefore });
    // A step is as long as a second look takes.
    const { next, change } = decideState(situation, { ...finding, overwhelming: true, muted: false }, minute);
    situation = next;
    if (change === "fires")
      alarms.push({
        title: titleOf(series.metric, series.scope, finding),
        fromMs: (finding.since ?? minute) * MINUTE_MS,
        toMs: null,
      });
    if (change !== "ends") continue;
    notBefore = minute;
    const last = alarms.pop();
    if (last) alarms.push({ ...last, toMs: minute * MINUTE_MS });
  }
  return alarms;
}

/** The past as it stood some hours ago. */
export function pastAt(past: History, back: number): History {
  const now = past.history.now - back * 60;
  const cut = (hours: Float64Array): Float64Array => hours.subarray(0, hours.length - back);
  if (past.kind === "rate") {
    const hours = { calls: cut(past.history.hours.calls), hits: cut(past.history.hours.hits) };
    return { kind: "rate", history: { now, hours, minutes: { calls: spread(hours.calls), hits: spread(hours.hits) } } };
  }
  const { amounts, weights } = past.history.hours;
  const hours = { amounts: cut(amounts), weights: weights === null ? null : cut(weights) };
  const minutes = {
    amounts: spread(hours.amounts),
    weights: hours.weights === null ? null : spread(hours.weights),
  };
  return { kind: "level", above: past.above, history: { now, hours, minutes } };
}
