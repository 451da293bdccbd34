import type { FailureClass, FailureGroup } from "#lib/domain/failure.ts";
import type { MetricsQuery, MetricsRow, Usd } from "./metrics-row.ts";
import type { QueryContext } from "./parse-metrics-query.ts";
import type { Queryable } from "./queryable.ts";
import type { ToolChoiceSample, ToolSample } from "./latest-tools.ts";
import type { ViolationSample } from "./latest-tool-violations.ts";
import { FAILURE_CLASSES, failureGroup } from "#lib/domain/failure.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { latestToolChoices, latestTools } from "./latest-tools.ts";
import { latestToolViolations } from "./latest-tool-violations.ts";
import { metrics } from "./metrics.ts";
import { parseMetricsQuery } from "./parse-metrics-query.ts";

/** How the calls of one model in one type of task failed in one way. */
interface FailureRow {
  readonly model: string;
  readonly task_type: string;
  readonly class: FailureClass;
  readonly class_group: FailureGroup;
  readonly calls: number;
  /** Calls of the model in the task type, failed or not: the base of a share. */
  readonly of_calls: number;
  /** Tasks with such a call; they do not add up over classes or models. */
  readonly tasks: number;
  /** What the calls cost; failed attempts without usage cost nothing. */
  readonly cost_usd: Usd;
}

export interface FailuresAnswer {
  /** Most calls first. */
  readonly rows: readonly FailureRow[];
  readonly latest_tool_violations: ViolationSample;
  readonly latest_tool_choices: ToolChoiceSample;
  readonly latest_tools: ToolSample;
  /** The range answered, ISO 8601 in UTC, widened to whole hours. */
  readonly from: string;
  readonly to: string;
}

const GROUP_BY = ["model", "task_type"];

/** Reads `from`, `to`, `model`, `model_provider` and `task_type`. @throws OutturnError as `parseMetricsQuery` does. */
export function parseFailuresQuery(params: URLSearchParams, context: QueryContext): MetricsQuery {
  const asked = new URLSearchParams(params);
  for (const name of GROUP_BY) asked.append("group_by", name);
  return parseMetricsQuery(asked, context);
}

/** Failure classes by model and task type, exact from the roll-ups; and for tools what was wrong in the latest tasks. */
export async function failures(db: Queryable, query: MetricsQuery): Promise<FailuresAnswer> {
  const [answer, violations, choices, tools] = await Promise.all([
    metrics(db, { ...query, groupBy: GROUP_BY, percentiles: false }),
    latestToolViolations(db, query),
    latestToolChoices(db, query),
    latestTools(db, query),
  ]);
  return {
    rows: answer.rows.flatMap(failuresOf).sort(byCalls),
    latest_tool_violations: violations,
    latest_tool_choices: choices,
    latest_tools: tools,
    from: answer.from.toISOString(),
    to: answer.to.toISOString(),
  };
}

function failuresOf(row: MetricsRow): FailureRow[] {
  return FAILURE_CLASSES.flatMap((failure) => {
    const [calls, group] = [row.failures[failure], failureGroup(failure)];
    if (calls === undefined || group === null) return [];
    return {
      model: String(row.group["model"]),
      task_type: String(row.group["task_type"]),
      class: failure,
      class_group: group,
      calls,
      of_calls: row.calls,
      tasks: row.failure_tasks[failure] ?? 0,
      cost_usd: row.failure_cost_usd[failure] ?? formatUsd(0n),
    };
  });
}

/** Ties stay in order of model, task type and class. */
function byCalls(a: FailureRow, b: FailureRow): number {
  return b.calls - a.calls;
}
