import type { CountsBook } from "./counts-book.ts";
import { decideState } from "./decide-state.ts";
import type { SeriesState } from "./decide-state.ts";
import type { Finding } from "./finding.ts";
import type { Baselines } from "./judge-series.ts";
import { judgeSeries } from "./judge-series.ts";
import type { Grain } from "./metrics.ts";
import { placeAlarm } from "./place-alarm.ts";
import type { OpenPlacing, Placing } from "./place-alarm.ts";
import { metricOfRule } from "./rule.ts";
import type { Rule } from "./rule.ts";
import { seriesOf } from "./watched-series.ts";
import type { WatchedSeries } from "./watched-series.ts";

/** Where a series stands. Minutes are epoch minutes. */
export interface Standing {
  readonly ruleId: string;
  readonly key: string;
  readonly state: SeriesState;
  readonly since: number;
  /** When its last incident ended. */
  readonly endedAt: number | null;
  readonly incidentId: string | null;
}

/** What a look brought: in the order in which it happened. */
export type News =
  | { readonly kind: "opened" | "joined"; readonly incidentId: string; readonly minute: number; readonly part: Part }
  | {
      readonly kind: "left";
      readonly incidentId: string;
      readonly minute: number;
      readonly ruleId: string;
      readonly key: string;
    }
  | { readonly kind: "ended"; readonly incidentId: string; readonly minute: number };

export interface Part {
  readonly series: WatchedSeries;
  readonly finding: Finding;
}

/** The series and open incidents of one project, moved on from minute to minute. */
export interface Watch {
  /** By rule and key; a series that was always ok is absent. */
  readonly standings: Map<string, Standing>;
  readonly incidents: Map<string, OpenPlacing>;
  /** Keys of the standings that changed. */
  readonly changed: Set<string>;
}

export interface LookOptions {
  readonly rules: readonly Rule[];
  readonly books: Readonly<Record<Grain, CountsBook>>;
  readonly baselines: Baselines;
  readonly newId: () => string;
}

/** All series that are watched, in the order of their rules. */
export function watchedSeries({ rules, books }: Omit<LookOptions, "baselines" | "newId">): WatchedSeries[] {
  return rules.flatMap((rule) => seriesOf(rule, books[metricOfRule(rule).grain]));
}

export function nameOf(ruleId: string, key: string): string {
  return `${ruleId} ${key}`;
}

/** Judges every series at a minute and moves the watch on. Series that are gone leave their incidents. */
export function lookAt(minute: number, watch: Watch, series: readonly WatchedSeries[], options: LookOptions): News[] {
  const news: News[] = [];
  const seen = new Set<string>();
  const fired: Part[] = [];
  for (const one of series) {
    const name = nameOf(one.rule.id, one.key);
    seen.add(name);
    const standing = watch.standings.get(name) ?? atFirst(one, minute);
    const book = options.books[one.metric.grain];
    const judging = { seriesInProject: series.length, notBefore: standing.endedAt };
    const finding = judgeSeries(one, book.windowAt(minute), judging, options.baselines);
    const muted = (one.rule.mutedUntilMs ?? 0) > minute * 60_000;
    const { next, change } = decideState(standing, { ...finding, muted }, minute);
    if (change === "ends") news.push(...leave(watch, standing, next.state, minute));
    else if (next.state !== standing.state) put(watch, { ...standing, ...next });
    if (change === "fires") fired.push({ series: one, finding });
  }
  for (const standing of watch.standings.values())
    if (!seen.has(nameOf(standing.ruleId, standing.key))) news.push(...leave(watch, standing, "no_data", minute));
  // What most calls show gives the incident its name.
  fired.sort((a, b) => (b.finding.hits ?? 0) - (a.finding.hits ?? 0));
  for (const part of fired) news.push(join(watch, part, minute, options.newId));
  return news;
}

function atFirst({ rule, key }: WatchedSeries, minute: number): Standing {
  return { ruleId: rule.id, key, state: "ok", since: minute, endedAt: null, incidentId: null };
}

function put({ standings, changed }: Watch, standing: Standing): void {
  const name = nameOf(standing.ruleId, standing.key);
  standings.set(name, standing);
  changed.add(name);
}

function leave(watch: Watch, standing: Standing, state: SeriesState, minute: number): News[] {
  const { incidentId, ruleId, key } = standing;
  if (incidentId === null) {
    if (standing.state !== state) put(watch, { ...standing, state, since: minute });
    return [];
  }
  put(watch, { ruleId, key, state, since: minute, endedAt: minute, incidentId: null });
  const left = { kind: "left" as const, incidentId, minute, ruleId, key };
  if ([...watch.standings.values()].some((other) => other.incidentId === incidentId)) return [left];
  watch.incidents.delete(incidentId);
  return [left, { kind: "ended", incidentId, minute }];
}

function join(watch: Watch, part: Part, minute: number, newId: () => string): News {
  const placing = placingOf(part.series);
  const known = placeAlarm(placing, minute, [...watch.incidents.values()]);
  const incidentId = known ?? newId();
  const incident = watch.incidents.get(incidentId);
  watch.incidents.set(incidentId, {
    id: incidentId,
    family: placing.family,
    providers: new Set([...placing.providers, ...(incident?.providers ?? [])]),
    models: new Set([...placing.models, ...(incident?.models ?? [])]),
    taskType: incident?.taskType ?? placing.taskType,
    openedMinute: incident?.openedMinute ?? minute,
  });
  const { rule, key } = part.series;
  const standing = watch.standings.get(nameOf(rule.id, key)) ?? atFirst(part.series, minute);
  put(watch, { ...standing, incidentId });
  return { kind: known === null ? "opened" : "joined", incidentId, minute, part };
}

export function placingOf({ metric, scope, combos }: WatchedSeries): Placing {
  const named = (name: "provider" | "model"): Set<string> =>
    new Set(combos.map(({ dimensions }) => dimensions[name]).filter((value) => value !== ""));
  return {
    family: metric.family,
    providers: named("provider"),
    models: named("model"),
    taskType: scope.task_type ?? null,
  };
}
