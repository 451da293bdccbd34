import { CountsBook } from "#lib/alerts/counts-book.ts";
import { Baselines } from "#lib/alerts/judge-series.ts";
import { lookAt, watchedSeries } from "#lib/alerts/look.ts";
import type { Watch } from "#lib/alerts/look.ts";
import type { MetricName, Source } from "#lib/alerts/metrics.ts";
import type { Rule } from "#lib/alerts/rule.ts";

const MODELS = 200;
const LOOKS = 30;
const MOST_MS = 1_000;
const HOUR_MINUTES = 60;
/** A quarter to an hour: the looks go on into the next. */
const NOW = Math.floor(Date.UTC(2026, 5, 21) / 60_000) + 45;
const METRICS: readonly MetricName[] = [
  "retry_rate",
  "provider_failure_rate",
  "tool_invalidity",
  "json_noncompliance",
  "refusal_rate",
];
const COUNTS: readonly (readonly [Source, number])[] = [
  ["calls", 10],
  ["calls_with_attempts", 10],
  ["retried_calls", 0.3],
  ["f_rate_limited", 0.1],
  ["tool_calls", 5],
  ["valid_tool_calls", 4.9],
  ["json_requested", 4],
  ["json_ok", 3.9],
  ["f_refusal", 0.1],
];

export interface LookTimes {
  readonly series: number;
  /** The first look of all, which learns what is expected of every series. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly mostMs: number;
}

/** How long a look at 1,000 series takes, once their counts are in memory. */
export function timeLooks(): LookTimes {
  const nothing = new CountsBook(NOW + LOOKS);
  const rules = METRICS.map(ruleOn);
  const options = {
    rules,
    books: { call: filledBook(), task: nothing, tool: nothing },
    baselines: new Baselines(),
    newId: () => "i",
  };
  const series = watchedSeries(options);
  const watch: Watch = { standings: new Map(), incidents: new Map(), changed: new Set() };
  const times = Array.from({ length: LOOKS + 1 }, (_, i) => {
    const began = performance.now();
    lookAt(NOW + i, watch, series, options);
    return performance.now() - began;
  });
  const [firstMs = 0, ...rest] = times;
  rest.sort((a, b) => a - b);
  return { series: series.length, firstMs, medianMs: rest[LOOKS / 2] ?? 0, mostMs: rest.at(-1) ?? 0 };
}

function filledBook(): CountsBook {
  const book = new CountsBook(NOW + LOOKS);
  const { minutes, hours } = book.held;
  for (let i = 0; i < MODELS; i += 1) {
    const combo = book.comboOf({ provider: "openai", model: `model-${i}`, task_type: "qualify", tool: "" });
    for (let ms = minutes[0]; ms < minutes[1]; ms += 60_000) book.put(combo, "minute", ms, COUNTS);
    const ofHour = COUNTS.map(([source, count]) => [source, count * HOUR_MINUTES] as const);
    for (let ms = hours[0]; ms < hours[1]; ms += 3_600_000) book.put(combo, "hour", ms, ofHour);
  }
  return book;
}

function ruleOn(metric: MetricName): Rule {
  const limits = { threshold: null, windowMinutes: null, leastCalls: null, budgetNano: null, mutedUntilMs: null };
  const each = ["provider", "model"] as const;
  return { id: metric, name: metric, metric, subject: "", scope: {}, each, sensitivity: "normal", ...limits };
}

/** What of the looks takes longer than the second that they may; the first after a start is only told. */
export function slowLooks({ mostMs }: LookTimes): string[] {
  return mostMs > MOST_MS ? [`a look takes ${Math.round(mostMs)} ms, at most ${MOST_MS}`] : [];
}
