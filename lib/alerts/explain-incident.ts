import type { Queryable } from "#lib/analysis/queryable.ts";
import type { FailureClass, JsonResult, ToolVerdict } from "#lib/domain/failure.ts";
import { MINUTE_MS } from "#lib/domain/time.ts";

import type { Part } from "./look.ts";
import { rankContributors } from "./rank-contributors.ts";
import type { CallSeen, Contributor, Ranking } from "./rank-contributors.ts";
import { suggestSteps } from "./suggest-steps.ts";

/** Kept with the incident as it was found when it opened. */
export interface Reasons {
  readonly contributors: readonly Contributor[];
  readonly examples: Ranking["examples"];
  /** Tasks with hits among those that were read. */
  readonly tasks: number;
  readonly steps: readonly string[];
}

/** A task may have begun this long before the call that is a hit. */
const TASK_BEFORE_MS = 6 * 3_600_000;
/** Only the latest are read: what an incident is made of shows in them. */
const MOST_TASKS = 2_000;
const MOST_CALLS = 20_000;

/** Reads the calls of an alarm's window and says what stands behind it; the only place where alerts read raw rows. */
export async function explainAlarm(db: Queryable, projectId: string, part: Part, minute: number): Promise<Reasons> {
  const { series, finding } = part;
  const { rule, scope } = series;
  const toMs = minute * MINUTE_MS;
  const fromMs = (finding.since ?? minute - (finding.windowMinutes ?? 60)) * MINUTE_MS;
  const { rows: tasks } = await db.query(
    `select task_id, task_type from task where project_id = $1::uuid and started_at >= $2 and started_at < $3
       and ($4::text is null or task_type = $4) order by started_at desc, task_id limit ${MOST_TASKS}`,
    [projectId, new Date(fromMs - TASK_BEFORE_MS), new Date(toMs), scope.task_type ?? null],
  );
  const typeOf = new Map(tasks.map((row) => [String(row["task_id"]), String(row["task_type"])]));
  const { rows } = await db.query(CALLS, [
    projectId,
    [...typeOf.keys()],
    new Date(fromMs),
    new Date(toMs),
    scope.provider ?? null,
    scope.model ?? null,
  ]);
  const calls = rows.map((row) => callOf(row, typeOf));
  const ranking = rankContributors({ metric: rule.metric, subject: rule.subject, tool: scope.tool }, calls);
  return { ...ranking, steps: suggestSteps(rule.metric, ranking.contributors) };
}

const CALLS = `select task_id, started_at, provider, model, failure, http_status, has_usage, cost_nano::text as cost_nano,
    resend_count, json, detail->'attempts' as attempts, detail->'toolCalls' as tools
  from call where project_id = $1::uuid and task_id = any($2::text[]) and started_at >= $3 and started_at < $4
    and operation = 'generation' and ($5::text is null or provider = $5) and ($6::text is null or model = $6)
  order by started_at desc limit ${MOST_CALLS}`;

/** Columns are of the types that the migration gives them, and hold what ingest wrote: that is the ground of the casts. */
function callOf(row: Readonly<Record<string, unknown>>, typeOf: ReadonlyMap<string, string>): CallSeen {
  const taskId = String(row["task_id"]);
  return {
    taskId,
    startedAt: (row["started_at"] as Date).toISOString(),
    taskType: typeOf.get(taskId) ?? "",
    provider: String(row["provider"]),
    model: String(row["model"]),
    failure: row["failure"] as FailureClass,
    httpStatus: row["http_status"] as number | null,
    hasUsage: row["has_usage"] === true,
    costNano: typeof row["cost_nano"] === "string" ? BigInt(row["cost_nano"]) : null,
    resendCount: row["resend_count"] as number | null,
    json: row["json"] as JsonResult | null,
    attempts: (row["attempts"] ?? []) as { failure: FailureClass; httpStatus: number | null }[],
    tools: (row["tools"] ?? []) as { name: string; verdict: ToolVerdict }[],
  };
}
