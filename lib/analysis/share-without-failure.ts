import type { TimeRange } from "#lib/domain/time.ts";
import type { Interval } from "./metrics-row.ts";
import type { Queryable } from "./queryable.ts";
import { Z_95 } from "./success-rate-interval.ts";

/** One step of a task: its k-th generation call. */
export interface Step {
  readonly step: number;
  /** Tasks that reached the step without a failure before it. */
  readonly at_risk: number;
  /** Those whose first failed call was this one. */
  readonly failed: number;
  /** Share that gets through this step without a failure, of all that would reach it; with its 95 % interval. */
  readonly share: number;
  readonly share_ci: Interval<number>;
}

export interface StepSample {
  /** Tasks the shares rest on: the latest of the range, at most 2,000. */
  readonly sampled_tasks: number;
  readonly steps: readonly Step[];
}

/** What one task shows: its generation calls, and which of them failed first; null for none. */
export interface TaskSteps {
  readonly calls: number;
  readonly firstFailed: number | null;
  readonly tasks: number;
}

const MOST_STEPS = 20;
/** Below so many tasks a step says nothing any more. */
const LEAST_AT_RISK = 10;

/** The latest version of each span, and calls in the order of the fold: start, end, span id. */
const STEPS = `
  with latest as materialized (
    select task_id, started_at, rows_to from task
    where project_id = $1::uuid and started_at >= $2::timestamptz and started_at < $3::timestamptz and entry_model = $4
      and ($5::text[] is null or task_type = any($5::text[])) and ($6::text[] is null or environment = any($6::text[]))
    order by started_at desc, task_id limit 2000
  ), calls as materialized (
    select distinct on (c.task_id, c.trace_id, c.span_id) c.task_id, c.started_at, c.ended_at, c.span_id, c.failure
    from latest l join call c on c.project_id = $1::uuid and c.task_id = l.task_id
      and c.started_at >= l.started_at and c.started_at <= l.rows_to
    where c.operation = 'generation' and c.started_at >= $2::timestamptz
    order by c.task_id, c.trace_id, c.span_id, c.ended_at desc, c.attribute_count desc, c.content_hash desc
  ), numbered as (
    select task_id, failure, row_number() over (partition by task_id order by started_at, ended_at, span_id) as step from calls
  ), tasks as (
    select task_id, count(*)::int as calls, (min(step) filter (where failure <> 'ok'))::int as first_failed
    from numbered group by task_id
  )
  select calls, first_failed, count(*)::int as tasks from tasks group by calls, first_failed`;

interface StepsQuery extends TimeRange {
  readonly projectId: string;
  readonly entryModel: string;
  readonly taskTypes: readonly string[] | null;
  readonly environments: readonly string[] | null;
}

/** How far the latest tasks that began with a model get without a failed call. */
export async function shareWithoutFailure(db: Queryable, query: StepsQuery): Promise<StepSample> {
  const { projectId, from, to, entryModel, taskTypes, environments } = query;
  const values = [projectId, from.toISOString(), to.toISOString(), entryModel, taskTypes, environments];
  const { rows } = await db.query(STEPS, values);
  return estimateSteps(
    rows.map((row) => ({
      calls: Number(row["calls"]),
      firstFailed: row["first_failed"] === null ? null : Number(row["first_failed"]),
      tasks: Number(row["tasks"]),
    })),
  );
}

/**
 * E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American Statistical
 * Association 53 (1958): a task that ends after k calls without a failure counts for the steps it reached and for no later
 * one. Intervals by Greenwood's variance on the log(-log) scale, which keeps them between 0 and 1.
 */
export function estimateSteps(groups: readonly TaskSteps[]): StepSample {
  const steps: Step[] = [];
  let [share, variance] = [1, 0];
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const reached = groups.filter(({ calls, firstFailed }) => calls >= step && (firstFailed ?? step) >= step);
    const atRisk = countTasks(reached);
    if (atRisk < LEAST_AT_RISK) break;
    const failed = countTasks(reached.filter(({ firstFailed }) => firstFailed === step));
    share *= 1 - failed / atRisk;
    variance += failed === atRisk ? 0 : failed / (atRisk * (atRisk - failed));
    steps.push({ step, at_risk: atRisk, failed, share, share_ci: intervalOf(share, variance, atRisk) });
  }
  return { sampled_tasks: countTasks(groups), steps };
}

function countTasks(groups: readonly TaskSteps[]): number {
  return groups.reduce((sum, { tasks }) => sum + tasks, 0);
}

function intervalOf(share: number, variance: number, atRisk: number): Interval<number> {
  // At the edges the scale has no width: the rule of three stands for it.
  if (share === 1) return [Math.max(0, 1 - 3 / atRisk), 1];
  if (share === 0) return [0, Math.min(1, 3 / atRisk)];
  const reach = (Z_95 * Math.sqrt(variance)) / Math.abs(Math.log(share));
  return [share ** Math.exp(reach), share ** Math.exp(-reach)];
}
