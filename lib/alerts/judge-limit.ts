import { HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";

import { sumOf } from "./counts-book.ts";
import { beganAt } from "./detect/began-at.ts";
import type { Window } from "./counts-book.ts";
import { NO_DATA_MINUTES } from "./finding.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";
import type { WatchedSeries } from "./watched-series.ts";

const WINDOW_MINUTES = 15;
const LEAST_BASE = 20;
const NANO = 1e9;

interface FixedCounts {
  readonly amounts: Float64Array;
  /** Null for an amount by time, which is judged by the hour. */
  readonly bases: Float64Array | null;
  readonly above: boolean;
  readonly now: number;
}

/** A limit of the reader's own: a rate, or an amount an hour, over one window. */
export function judgeFixed(rule: Rule, counts: FixedCounts): Finding {
  const { amounts, bases, above } = counts;
  const windowMinutes = Math.min(rule.windowMinutes ?? WINDOW_MINUTES, amounts.length);
  const limit = rule.threshold ?? 0;
  const amount = sum(amounts.subarray(-windowMinutes));
  const base = bases === null ? null : sum(bases.subarray(-windowMinutes));
  const seen = seenOf(amount, base, windowMinutes);
  const beyond = isBeyond(seen, limit, above);
  const alarm = beyond && (base === null || base >= (rule.leastCalls ?? LEAST_BASE));
  return {
    alarm,
    calm: !beyond,
    noData: above && (bases ?? amounts).subarray(-NO_DATA_MINUTES).every((value) => value === 0),
    // A limit that somebody set is meant as it stands.
    overwhelming: true,
    since: alarm ? beganWithin(counts, windowMinutes, limit) : null,
    seen,
    expected: limit,
    limit,
    ...(base === null ? NO_COUNTS : { hits: amount, expectedHits: base * limit, base }),
    windowMinutes,
    enoughData: true,
  };
}

/** Since when, within the window: calls beyond the limit may be its last minutes' only. */
function beganWithin({ amounts, bases, above, now }: FixedCounts, windowMinutes: number, limit: number): number {
  const seen = amounts.subarray(-windowMinutes);
  // An amount by time is judged by the hour.
  const [outOf, level] = bases === null ? [seen.map(() => 1), limit / 60] : [bases.subarray(-windowMinutes), limit];
  const base = sum(outOf);
  const sums = { base, amount: sum(seen), expected: base * level };
  return Math.min(now - 1, beganAt({ now, bases: outOf, amounts: seen }, sums, above ? 1 : -1));
}

function isBeyond(seen: number | null, limit: number, above: boolean): boolean {
  if (seen === null) return false;
  return above ? seen >= limit : seen <= limit;
}

const NO_COUNTS = { hits: null, expectedHits: null, base: null };

function seenOf(amount: number, base: number | null, windowMinutes: number): number | null {
  if (base === null) return (amount / windowMinutes) * 60;
  return base === 0 ? null : amount / base;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Spend since the month began (UTC) against the budget: it alarms at the rule's share of it, all of it when none is given. */
export function judgeBudget({ rule, combos }: WatchedSeries, window: Window): Finding {
  const nowMs = window.now * MINUTE_MS;
  const monthMs = Date.UTC(new Date(nowMs).getUTCFullYear(), new Date(nowMs).getUTCMonth());
  const hours = Math.floor(nowMs / HOUR_MS) - monthMs / HOUR_MS;
  const whole = sumOf(combos, "hours", window, { plus: ["cost"] });
  const minutes = sumOf(combos, "minutes", window, { plus: ["cost"] });
  const spent =
    (sum(hours > 0 ? whole.subarray(-hours) : whole.subarray(0, 0)) + sum(lastOf(minutes, window.now % 60))) / NANO;
  const budget = Number(rule.budgetNano ?? 0n) / NANO;
  const limit = budget * (rule.threshold ?? 1);
  const alarm = budget > 0 && spent >= limit;
  return {
    alarm,
    calm: !alarm,
    noData: false,
    overwhelming: true,
    since: alarm ? window.now : null,
    seen: spent,
    expected: budget,
    limit,
    ...NO_COUNTS,
    windowMinutes: hours * 60 + (window.now % 60),
    enoughData: budget > 0,
  };
}

function lastOf(values: Float64Array, count: number): Float64Array {
  return count === 0 ? values.subarray(0, 0) : values.subarray(-count);
}
