import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CountsBook } from "#lib/alerts/counts-book.ts";
import type { Finding } from "#lib/alerts/finding.ts";
import { judgeSeries } from "#lib/alerts/judge-series.ts";
import type { MetricName, Source } from "#lib/alerts/metrics.ts";
import type { Rule } from "#lib/alerts/rule.ts";
import { seriesOf } from "#lib/alerts/watched-series.ts";

/** 2026-06-21 00:30 UTC as an epoch minute. */
const NOW = Date.UTC(2026, 5, 21, 0, 30) / 60_000;
const HOURS = 28 * 24;
const DOLLAR = 1e9;

/** What happened in a minute that lies so many minutes before now, 1 being the last. */
type Counts = (ago: number) => readonly (readonly [Source, number])[];

function ruleOn(metric: MetricName, fields: Partial<Rule> = {}): Rule {
  const limits = { threshold: null, windowMinutes: null, leastCalls: null, budgetNano: null, mutedUntilMs: null };
  return { id: "r", name: "r", metric, subject: "", scope: {}, each: [], sensitivity: "normal", ...limits, ...fields };
}

/** Judges four weeks of minutes as the roll-ups would hold them. */
function judge(rule: Rule, counts: Counts): Finding {
  const book = new CountsBook(NOW);
  const combo = book.comboOf({ provider: "openai", model: "gpt-5", task_type: "qualify", tool: "" });
  for (let ago = HOURS * 60; ago >= 1; ago -= 1) {
    const ms = (NOW - ago) * 60_000;
    const happened = counts(ago);
    book.put(combo, "hour", ms, happened);
    book.put(combo, "minute", ms, happened);
  }
  const [series] = seriesOf(rule, book);
  if (!series) throw new Error("the rule has no series");
  return judgeSeries(series, book.windowAt(NOW), { seriesInProject: 1, notBefore: null });
}

/** Up and down by a tenth from one minute to the next, and by as much from hour to hour. */
const swing = (ago: number): number => (ago % 2 === 0 ? 0.9 : 1.1) * (Math.floor(ago / 60) % 2 === 0 ? 0.9 : 1.1);

interface Case {
  readonly name: string;
  readonly rule: Rule;
  readonly calm: Counts;
  readonly bad: Counts;
}

/** $6 an hour, but for the last hour `factor` times that. */
const spending =
  (factor: number): Counts =>
  (ago) => [["cost", 0.1 * DOLLAR * swing(ago) * (ago <= 60 ? factor : 1)]];
/** A success a minute at 10 cents, `factor` times that for the last five hours. */
const succeeding =
  (factor: number): Counts =>
  (ago) => [
    ["sum_c", 0.1 * DOLLAR * swing(ago) * (ago <= 300 ? factor : 1)],
    ["priced_succeeded", 1],
  ];
/** 60 calls a minute, 3 of them slow to their first token; `slow` of them for the last half hour. */
const answering =
  (slow: number): Counts =>
  (ago) => [
    ["ttft_seen", 60],
    ["ttft_slow", ago <= 30 ? slow : 3],
  ];
/** 60 calls a minute that all have a price, but for `unpriced` of the last half hour's. */
const priced =
  (unpriced: number): Counts =>
  (ago) => [
    ["usage_calls", 60],
    ["unpriced_calls", ago <= 30 ? unpriced : 0],
  ];
/** 60 calls a minute, none for the last `silent` minutes. */
const calling =
  (silent: number): Counts =>
  (ago) =>
    ago <= silent ? [] : [["calls", 60 * swing(ago)]];

const CASES: readonly Case[] = [
  { name: "spend that trebles", rule: ruleOn("cost_per_hour"), calm: spending(1), bad: spending(3) },
  {
    name: "a success that costs three times as much",
    rule: ruleOn("cost_per_success"),
    calm: succeeding(1),
    bad: succeeding(3),
  },
  {
    name: "first tokens ten times as often slower than 95 % were",
    rule: ruleOn("slow_first_token"),
    calm: answering(3),
    bad: answering(30),
  },
  { name: "calls that lose their price", rule: ruleOn("unpriced_share"), calm: priced(0), bad: priced(60) },
  { name: "traffic that stops for two hours", rule: ruleOn("traffic"), calm: calling(0), bad: calling(120) },
];

describe("judging what is no retry", () => {
  it.each(CASES)("fires on $name, and is quiet before", ({ rule, calm, bad }) => {
    expect(judge(rule, calm)).toMatchObject({ alarm: false, calm: true, noData: false, enoughData: true });
    expect(judge(rule, bad)).toMatchObject({ alarm: true, calm: false, noData: false });
  });

  it("says how much was seen and expected in what people read: dollars an hour, dollars a success, a share", () => {
    const spend = judge(ruleOn("cost_per_hour"), spending(3));
    expect(spend.expected).toBeGreaterThan(5);
    expect(spend.expected).toBeLessThan(7);
    expect((spend.seen ?? 0) / spend.expected).toBeGreaterThan(2);
    const success = judge(ruleOn("cost_per_success"), succeeding(3));
    expect(success.expected).toBeCloseTo(0.1, 1);
    expect(judge(ruleOn("slow_first_token"), answering(30)).expected).toBeCloseTo(0.05, 2);
  });

  it("fires on a month's spend at the budget's share, and not below it", () => {
    // 480.5 hours of June at a dollar each.
    const dollarAnHour: Counts = () => [["cost", DOLLAR / 60]];
    const budget = (dollars: number, threshold: number | null = null) =>
      judge(ruleOn("budget", { budgetNano: BigInt(dollars) * 1_000_000_000n, threshold }), dollarAnHour);
    expect(budget(480).seen).toBeCloseTo(480.5, 3);
    expect(budget(480)).toMatchObject({ alarm: true, calm: false, limit: 480 });
    expect(budget(481)).toMatchObject({ alarm: false, calm: true });
    expect(budget(600, 0.8)).toMatchObject({ alarm: true, limit: 480 });
  });
});

describe("a limit of the reader's own", () => {
  it("is passed since the minutes that pass it, not since the beginning of the window it is judged over", () => {
    const rule = ruleOn("unpriced_share", { threshold: 0.1, windowMinutes: 60 });
    expect(judge(rule, priced(60))).toMatchObject({ alarm: true, since: NOW - 30, windowMinutes: 60, seen: 0.5 });
    expect(judge(rule, priced(3))).toMatchObject({ alarm: false, since: null });
  });
});

describe("a past in which nothing ever went wrong", () => {
  /** 60 calls a minute; all of those from `from` to `to` minutes ago lost their price. */
  const outage =
    (from: number, to: number): Counts =>
    (ago) => [
      ["usage_calls", 60],
      ["unpriced_calls", ago <= from && ago > to ? 60 : 0],
    ];

  it.each([10, 30, 120, 600])("ends an incident of %i minutes within an hour of its last bad minute", (minutes) => {
    expect(judge(ruleOn("unpriced_share"), outage(minutes, 0)).alarm).toBe(true);
    expect(judge(ruleOn("unpriced_share"), outage(minutes + 60, 60))).toMatchObject({ alarm: false, calm: true });
  });

  it("gives finite figures, whatever comes then", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 0, max: 60 }), fc.nat(20), (calls, hits, minutes) => {
        const rare: Counts = (ago) => [
          ["usage_calls", calls],
          ["unpriced_calls", ago <= minutes ? Math.min(calls, hits) : 0],
        ];
        const { expected, limit, seen, expectedHits } = judge(ruleOn("unpriced_share"), rare);
        expect([expected, limit, seen ?? 0, expectedHits ?? 0].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it("judges spend that was always nothing without dividing by it", () => {
    const free: Counts = () => [["calls", 1]];
    const finding = judge(ruleOn("cost_per_hour"), free);
    expect(finding).toMatchObject({ alarm: false, calm: true });
    expect([finding.expected, finding.limit].every(Number.isFinite)).toBe(true);
  });
});
