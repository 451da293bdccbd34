import type { Queryable } from "#lib/analysis/queryable.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { HOUR_MS } from "#lib/domain/time.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import { parseWeek, weeksBefore } from "../iso-week.ts";
import { measureDecision } from "../measure-decision.ts";
import type { CohortCell, MeasuredEffect } from "../measure-decision.ts";
import { momentsOf, nameIn, PRODUCTION, readSums } from "../read-sums.ts";
import { stratumOf } from "../stratum.ts";
import type { ReviewDecision } from "./review.ts";

export interface KnownDecision {
  readonly id: string;
  readonly at: Date;
  readonly title: string;
  readonly taskType: string | null;
  readonly promptedBy: string;
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
  const baseline = weeksBefore(parseWeek(decision.promptedBy), BASELINE_WEEKS);
  const from = new Date(Math.ceil(decision.at.getTime() / HOUR_MS) * HOUR_MS);
  const since = { from, to: new Date(Math.floor(settledUntil.getTime() / HOUR_MS) * HOUR_MS) };
  if (since.to.getTime() <= since.from.getTime()) return refuse("no task begun since has had the time to be decided");
  const other = decisions.find((one) => one.id !== decision.id && isMixedIn(one, decision, { baseline, since }));
  if (other !== undefined)
    return refuse(
      `"${other.title}" changed the same work on ${other.at.toISOString().slice(0, 10)}, so the two cannot be told apart`,
    );
  const ask = (range: TimeRange): Promise<CohortCell[]> =>
    readCohort(db, { projectId, range, taskType: decision.taskType });
  const [before, after] = await Promise.all([ask(baseline), ask(since)]);
  return measureDecision(before, after);
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

async function readCohort(
  db: Queryable,
  { projectId, range, taskType }: { projectId: string; range: TimeRange; taskType: string | null },
): Promise<CohortCell[]> {
  const filters = { ...PRODUCTION, ...(taskType === null ? {} : { task_type: [taskType] }) };
  const cells = await readSums(db, { projectId, range, groupBy: ["task_type", "input_size"], filters });
  return cells.map((cell) => ({
    stratum: stratumOf(nameIn(cell, "task_type"), nameIn(cell, "input_size")),
    moments: momentsOf(cell.sums),
  }));
}

function describe(decision: KnownDecision, { effect, refused }: MeasuredEffect): ReviewDecision {
  const { id, at, title, taskType, expected, judgeAt } = decision;
  const nano = (value: number): string => formatUsd(BigInt(Math.round(value)));
  return {
    id,
    at: at.toISOString(),
    title,
    task_type: taskType,
    expected,
    judge_at: judgeAt.toISOString(),
    waiting: refused,
    measured: effect && {
      ratio: effect.ratio.value,
      low: effect.ratio.low,
      high: effect.ratio.high,
      changed: effect.changed,
      saved_usd: nano(effect.saved.value),
      saved_ci: effect.saved.high === null ? null : [nano(effect.saved.low), nano(effect.saved.high)],
    },
  };
}
