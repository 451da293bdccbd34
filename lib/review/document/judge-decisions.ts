import type { Queryable } from "#lib/analysis/queryable.ts";
import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { decisionMetricOf } from "#lib/domain/decision-metric.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { HOUR_MS } from "#lib/domain/time.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import type { Measure } from "#lib/fold/measures.ts";
import { parseWeek, weeksBefore } from "../iso-week.ts";
import { judgeOnce } from "../judge-once.ts";
import type { OnceCell, OnceMetric } from "../judge-once.ts";
import { measureDecision } from "../measure-decision.ts";
import type { CohortCell, MeasuredEffect } from "../measure-decision.ts";
import { momentsOf, nameIn, PRODUCTION, readSums } from "../read-sums.ts";
import { stratumOf } from "../stratum.ts";
import type { Estimate } from "../statistics/weighted-sums.ts";
import type { ReviewDecision, UsdInterval } from "./review.ts";

export interface KnownDecision {
  readonly id: string;
  readonly at: Date;
  readonly title: string;
  readonly taskType: string | null;
  readonly promptedBy: string;
  /** One of `DECISION_METRICS`. */
  readonly metric: string;
  readonly expected: number | null;
  readonly judgeAt: Date;
}

interface Judging {
  readonly projectId: string;
  /** Tasks begun before it are settled: their outcomes are in. */
  readonly settledUntil: Date;
}

const BASELINE_WEEKS = 4;

/**
 * Each decision with its measured effect. The baseline ends before the week that prompted it; another decision on the same work
 * in either window would be measured along with it, so then nothing is said.
 */
export async function judgeDecisions(
  db: Queryable,
  decisions: readonly KnownDecision[],
  judging: Judging,
): Promise<ReviewDecision[]> {
  return Promise.all(
    decisions.map(async (decision) => describe(decision, await judge(db, { decision, decisions, ...judging }))),
  );
}

async function judge(
  db: Queryable,
  {
    decision,
    decisions,
    projectId,
    settledUntil,
  }: Judging & { decision: KnownDecision; decisions: readonly KnownDecision[] },
): Promise<MeasuredEffect> {
  const metric = decisionMetricOf(decision.metric);
  const baseline = weeksBefore(parseWeek(decision.promptedBy), BASELINE_WEEKS);
  const from = new Date(Math.ceil(decision.at.getTime() / HOUR_MS) * HOUR_MS);
  const until = metric === "cost_per_success" ? settledUntil : decision.judgeAt;
  if (until > settledUntil) return refuse(`it is looked at once, when the tasks begun until then are decided`);
  const since = { from, to: new Date(Math.floor(until.getTime() / HOUR_MS) * HOUR_MS) };
  if (since.to.getTime() <= since.from.getTime()) return refuse("no task begun since has had the time to be decided");
  const other = decisions.find((one) => one.id !== decision.id && isMixedIn(one, decision, { baseline, since }));
  if (other !== undefined)
    return refuse(
      `"${other.title}" changed the same work on ${other.at.toISOString().slice(0, 10)}, so the two cannot be told apart`,
    );
  const of = { projectId, taskType: decision.taskType };
  if (metric !== "cost_per_success") {
    const [before, after] = await Promise.all(
      [baseline, since].map(async (range) => readOnce(db, { ...of, range, metric })),
    );
    return judgeOnce(metric, { before: before ?? [], after: after ?? [] });
  }
  const [before, after] = await Promise.all([baseline, since].map(async (range) => readCohort(db, { ...of, range })));
  return measureDecision(before ?? [], after ?? []);
}

function refuse(refused: string): MeasuredEffect {
  return { effect: null, refused };
}

function isMixedIn(
  other: KnownDecision,
  { taskType }: KnownDecision,
  { baseline, since }: { baseline: TimeRange; since: TimeRange },
): boolean {
  if (taskType !== null && other.taskType !== null && taskType !== other.taskType) return false;
  return [baseline, since].some(({ from, to }) => other.at > from && other.at < to);
}

interface Cohort {
  readonly projectId: string;
  readonly range: TimeRange;
  readonly taskType: string | null;
}

function questionOf({ projectId, range, taskType }: Cohort) {
  return { projectId, range, filters: { ...PRODUCTION, ...(taskType === null ? {} : { task_type: [taskType] }) } };
}

function cohortCell(cell: CellSums): CohortCell {
  return {
    stratum: stratumOf(nameIn(cell, "task_type"), nameIn(cell, "input_size")),
    moments: momentsOf(cell.sums),
  };
}

async function readCohort(db: Queryable, cohort: Cohort): Promise<CohortCell[]> {
  const cells = await readSums(db, { ...questionOf(cohort), groupBy: ["task_type", "input_size"] });
  return cells.map(cohortCell);
}

async function readOnce(db: Queryable, { metric, ...cohort }: Cohort & { metric: OnceMetric }): Promise<OnceCell[]> {
  const cells = await readSums(db, {
    ...questionOf(cohort),
    groupBy: ["task_type", "input_size", "day"],
    percentiles: metric === "call_p95",
  });
  const counts = COUNTS[metric];
  return cells.map((cell) => ({
    ...cohortCell(cell),
    day: nameIn(cell, "day"),
    begun: Number(cell.sums.tasks),
    of: counts === null ? 0 : Number(cell.sums[counts.of]),
    counted: counts === null ? 0 : Number(cell.sums[counts.counted]),
    times: cell.histograms?.duration_ms ?? new Map<number, number>(),
  }));
}

/** What the rates among the metrics count, as the metrics API does. */
const COUNTS: Readonly<Record<OnceMetric, { readonly of: Measure; readonly counted: Measure } | null>> = {
  cost_per_task: null,
  success_rate: null,
  retry_rate: { of: "calls_with_attempts", counted: "retried_calls" },
  reask_rate: { of: "calls", counted: "reasks" },
  tool_validity: { of: "tool_calls", counted: "valid_tool_calls" },
  call_p95: null,
};

function describe(decision: KnownDecision, { effect, refused }: MeasuredEffect): ReviewDecision {
  const { id, at, title, taskType, metric, expected, judgeAt } = decision;
  const nano = (value: number): string => formatUsd(BigInt(Math.round(value)));
  return {
    id,
    at: at.toISOString(),
    title,
    task_type: taskType,
    metric: decisionMetricOf(metric),
    expected,
    judge_at: judgeAt.toISOString(),
    waiting: refused,
    measured: effect && {
      ratio: effect.ratio.value,
      low: effect.ratio.low,
      high: effect.ratio.high,
      changed: effect.changed,
      saved_usd: effect.saved && nano(effect.saved.value),
      saved_ci: intervalOf(effect.saved, nano),
    },
  };
}

function intervalOf(saved: Estimate | null, show: (value: number) => string): UsdInterval {
  if (saved === null || saved.high === null || !Number.isFinite(saved.low)) return null;
  return [show(saved.low), show(saved.high)];
}
