// Placebo decisions judged once, by figures other than cost per success.
import { record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import { judgeOnce } from "#lib/review/judge-once.ts";
import type { OnceCell } from "#lib/review/judge-once.ts";

import { addTask, emptyMoments, toCostMoments } from "../float-moments.ts";
import { normal } from "../seeded.ts";

/** One stratum: tasks a day of a few calls each, how their costs and times spread, and how many succeed. */
export interface OnceTraffic {
  readonly tasksADay: number;
  readonly logSd: number;
  readonly rate: number;
}

export const ONCE_METRICS = ["cost_per_task", "success_rate", "retry_rate", "call_p95"] as const;
type Metric = (typeof ONCE_METRICS)[number];
const DAYS = 28;
const CALLS = 3;
const SCALE = 10_000_000;
/** Retried calls on a day like most, and how far days differ: retries come in storms. */
const RETRIED = 0.05;
const STORMS = 0.7;
/** How far the times of a task's calls move together. */
const TASK_SD = 0.3;

export interface OnceRuns {
  readonly runs: number;
  readonly random: () => number;
  /** What the decision does to cost; 1 for nothing. */
  readonly effect?: number;
}

/**
 * Share of decisions that are said to have changed the figure. The week that looked worst is no part of either side, so that
 * picking it changes nothing: both are drawn like any other four weeks.
 */
export function claimedOnce(metric: Metric, traffic: OnceTraffic, { runs, random, effect = 1 }: OnceRuns): number {
  let claimed = 0;
  for (let run = 0; run < runs; run += 1) {
    const side = (cost: number): OnceCell[] =>
      Array.from({ length: DAYS }, (_, day) => ({ ...drawDay(metric, traffic, { random, cost }), day: String(day) }));
    claimed += Number(judgeOnce(metric, { before: side(1), after: side(effect) }).effect?.changed === true);
  }
  return claimed / runs;
}

function drawDay(
  metric: Metric,
  { tasksADay, logSd, rate }: OnceTraffic,
  { random, cost }: { random: () => number; cost: number },
): Omit<OnceCell, "day"> {
  const sums = emptyMoments();
  const times: Histogram = new Map();
  const storm = Math.min(RETRIED * Math.exp(STORMS * normal(random)), 1);
  let retried = 0;
  for (let task = 0; task < tasksADay; task += 1) {
    addTask(sums, SCALE * cost * Math.exp(logSd * normal(random)), random() < rate);
    const slow = metric === "call_p95" ? TASK_SD * normal(random) : 0;
    for (let call = 0; call < CALLS; call += 1) {
      if (metric === "retry_rate") retried += Number(random() < storm);
      if (metric === "call_p95") record(times, 1_000 * Math.exp(slow + logSd * normal(random)));
    }
  }
  return {
    stratum: "work",
    moments: toCostMoments(sums),
    begun: tasksADay,
    of: tasksADay * CALLS,
    counted: retried,
    times,
  };
}
