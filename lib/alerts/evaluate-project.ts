import { MINUTE_MS } from "#lib/domain/time.ts";
import { listRules } from "#lib/store/alerts/rules.ts";
import {
  readOpenIncidents,
  readSeries,
  saveProgress,
  saveSeries,
  takeProgress,
} from "#lib/store/alerts/watch-state.ts";
import { inTransaction } from "#lib/store/in-transaction.ts";
import type { Transaction } from "#lib/store/in-transaction.ts";
import type { Store } from "#lib/store/open-store.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";

import { CountsBook, MINUTES_AT_ONCE } from "./counts-book.ts";
import { Baselines } from "./judge-series.ts";
import type { Grain } from "./metrics.ts";
import { lookAt, nameOf, watchedSeries } from "./look.ts";
import type { News, Standing, Watch } from "./look.ts";
import type { MessageContext } from "./message.ts";
import { SERIES_STATES } from "./decide-state.ts";
import { BookKeeper } from "./read-counts.ts";
import { readRule } from "./read-rule.ts";
import { metricOfRule } from "./rule.ts";
import type { Rule } from "./rule.ts";
import { tellNews } from "./tell-news.ts";
import { sourcesOf } from "./watched-series.ts";

/** Calls come when they end, so a minute is judged only this long after it: most that needed a retry are there by then. */
export const SETTLE_MS = 90_000;
/** Beside the fold's lag. */
const FOLD_MARGIN_MS = 30_000;
/** Longer ago than this no minute is judged late: its own past would not be kept. */
const MOST_BEHIND_MINUTES = 48 * 60;

export interface EvaluateOptions extends MessageContext {
  readonly projectId: string;
  readonly nowMs: number;
}

export interface Evaluation {
  /** Minutes judged now. */
  readonly minutes: number;
  readonly series: number;
  /** Whether more minutes wait to be judged. */
  readonly behind: boolean;
  readonly opened: number;
}

interface Kept {
  readonly sources: string;
  readonly keepers: Readonly<Record<Grain, BookKeeper>>;
  readonly baselines: Baselines;
}

/** Judges projects minute by minute; what it read stays in memory from one look to the next. */
export class Evaluator {
  readonly #store: Store;
  readonly #kept = new Map<string, Kept>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Judges the minutes that have settled since the last look, at most half an hour of them, and writes what was found, the
   * messages and how far it came in one transaction: whatever is killed, each minute is judged once.
   * @returns null when another process is at it.
   */
  async evaluate(options: EvaluateOptions): Promise<Evaluation | null> {
    const lag = await readFoldLag(this.#store);
    const settleMs = Math.max(SETTLE_MS, lag.ageMs > 0 ? lag.ageMs + FOLD_MARGIN_MS : 0);
    const settled = Math.floor((options.nowMs - settleMs) / MINUTE_MS);
    return inTransaction(this.#store.pool, async (client) => {
      const progress = await takeProgress(client, options.projectId);
      if (progress === null) return null;
      const last = progress.judgedToMs === null ? settled - 1 : Math.round(progress.judgedToMs / MINUTE_MS);
      const from = Math.max(last, settled - MOST_BEHIND_MINUTES);
      const to = Math.min(settled, from + MINUTES_AT_ONCE);
      if (to <= from) return { minutes: 0, series: 0, behind: false, opened: 0 };
      return this.#judge(client, options, { from, to, settled });
    });
  }

  async #judge(
    client: Transaction,
    options: EvaluateOptions,
    { from, to, settled }: { readonly from: number; readonly to: number; readonly settled: number },
  ): Promise<Evaluation> {
    const began = performance.now();
    const { projectId } = options;
    const stored = await listRules(this.#store, projectId);
    const channelsOf = new Map(stored.map(({ id, channels }) => [id, channels]));
    const rules = stored.flatMap((rule) => (rule.enabled ? (readRule(rule) ?? []) : [])).filter(isWatched(options));
    const { keepers, baselines } = this.#keep(projectId, rules);
    const watched = { rules, books: await booksAt(to, rules, keepers) };
    const watch = await readWatch(client, projectId);
    const series = watchedSeries(watched);
    const news: News[] = [];
    const looking = { ...watched, baselines, newId: () => crypto.randomUUID() };
    for (let minute = from + 1; minute <= to; minute += 1) news.push(...lookAt(minute, watch, series, looking));
    await saveSeries(
      client,
      [...watch.changed].flatMap((name) => rowOf(watch.standings.get(name))),
    );
    await tellNews(client, { ...options, channelsOf }, news);
    const lookMs = performance.now() - began;
    await saveProgress(client, projectId, { judgedToMs: to * MINUTE_MS, lookMs, series: series.length });
    const opened = news.filter(({ kind }) => kind === "opened").length;
    return { minutes: to - from, series: series.length, behind: to < settled, opened };
  }

  #keep(projectId: string, rules: readonly Rule[]): Kept {
    const sources = sourcesOf(rules);
    const named = [...sources].sort().join(" ");
    const known = this.#kept.get(projectId);
    if (known?.sources === named) return known;
    const keeper = (grain: Grain) => new BookKeeper({ db: this.#store.pool, projectId, grain, sources });
    const keep: Kept = {
      sources: named,
      keepers: { call: keeper("call"), task: keeper("task"), tool: keeper("tool") },
      baselines: new Baselines(),
    };
    this.#kept.set(projectId, keep);
    return keep;
  }
}

/** The books that the rules ask for; the others stay empty. */
async function booksAt(endMinute: number, rules: readonly Rule[], keepers: Kept["keepers"]) {
  const asked = new Set(rules.map((rule) => metricOfRule(rule).grain));
  const bookOf = (grain: Grain) => (asked.has(grain) ? keepers[grain].bookAt(endMinute) : new CountsBook(endMinute));
  return { call: await bookOf("call"), task: await bookOf("task"), tool: await bookOf("tool") };
}

/** The sample ends when it was made: that it stops is no news. */
function isWatched({ simulated }: MessageContext): (rule: Rule) => boolean {
  return ({ metric }) => !(simulated && metric === "traffic");
}

const FAMILIES = ["availability", "quality", "money"] as const;

async function readWatch(client: Transaction, projectId: string): Promise<Watch> {
  const standings = new Map<string, Standing>();
  for (const row of await readSeries(client, projectId)) {
    const { ruleId, key, sinceMs, endedMs, incidentId } = row;
    standings.set(nameOf(ruleId, key), {
      ruleId,
      key,
      // A state of a newer version is judged anew.
      state: SERIES_STATES.find((state) => state === row.state) ?? "ok",
      since: Math.round(sinceMs / MINUTE_MS),
      endedAt: endedMs === null ? null : Math.round(endedMs / MINUTE_MS),
      incidentId,
    });
  }
  const open = await readOpenIncidents(client, projectId);
  const incidents = new Map(
    open.map(({ id, family, openedMs, scopes }) => [
      id,
      {
        id,
        family: FAMILIES.find((known) => known === family) ?? "availability",
        providers: namesIn(scopes, "providers"),
        models: namesIn(scopes, "models"),
        taskType: [...namesIn(scopes, "task_type")][0] ?? null,
        openedMinute: Math.round(openedMs / MINUTE_MS),
      },
    ]),
  );
  return { standings, incidents, changed: new Set() };
}

function namesIn(scopes: readonly unknown[], name: string): Set<string> {
  return new Set(
    scopes.flatMap((scope) => {
      const value: unknown = typeof scope === "object" && scope !== null ? Reflect.get(scope, name) : undefined;
      return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
    }),
  );
}

function rowOf(standing: Standing | undefined) {
  if (!standing) return [];
  const { ruleId, key, state, since, endedAt, incidentId } = standing;
  const endedMs = endedAt === null ? null : endedAt * MINUTE_MS;
  return [{ ruleId, key, state, sinceMs: since * MINUTE_MS, endedMs, incidentId }];
}
