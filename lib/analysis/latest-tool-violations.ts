import type { MetricsQuery } from "./metrics-row.ts";
import type { Queryable } from "./queryable.ts";
import { FAILURE_GROUPS } from "#lib/domain/failure.ts";

/** One way in which tool calls of a model were wrong, counted over the sample. */
export interface ViolationRow {
  readonly model: string;
  readonly tool: string;
  /** `unknown_tool`, `malformed_arguments` or `invalid_arguments`. */
  readonly verdict: string;
  /** What is wrong and where (a JSON pointer into the arguments); null where the verdict says it all. */
  readonly kind: string | null;
  readonly path: string | null;
  readonly tool_calls: number;
}

/** A sample, never a total: roll-ups keep no violations, and raw rows are only read within these bounds. */
export interface ViolationSample {
  /** The latest tasks with a wrong tool call, at most 200, among the latest 2,000 tasks of the range. */
  readonly sampled_tasks: number;
  readonly rows: readonly ViolationRow[];
}

const LATEST_TASKS = 2000;
const SAMPLED_TASKS = 200;
const MAX_ROWS = 200;

/** Calls that a later version of the same span replaced are left out; two emitters of one call count twice. */
const SAMPLE = `
  with latest as materialized (
    select task_id from (
      select task_id, started_at, failures from task
      where project_id = $1::uuid and started_at >= $2::timestamptz and started_at < $3::timestamptz
        and ($4::text[] is null or task_type = any($4::text[]))
      order by started_at desc, task_id limit ${LATEST_TASKS}
    ) t
    where failures::jsonb ?| $5::text[] order by started_at desc, task_id limit ${SAMPLED_TASKS}
  ), calls as materialized (
    select distinct on (c.task_id, c.trace_id, c.span_id) c.task_id, c.model, c.provider, c.detail::jsonb as detail
    from latest l join call c on c.project_id = $1::uuid and c.task_id = l.task_id
    where c.started_at >= $2::timestamptz and c.failure = any($5::text[])
    order by c.task_id, c.trace_id, c.span_id, c.ended_at desc, c.attribute_count desc, c.content_hash desc
  )
  select c.model, tool ->> 'name' as tool, tool ->> 'verdict' as verdict, v ->> 'kind' as kind, v ->> 'path' as path,
    count(*)::int as tool_calls, (select count(distinct task_id)::int from calls) as sampled_tasks
  from calls c
    cross join lateral jsonb_array_elements(c.detail -> 'toolCalls') tool
    left join lateral jsonb_array_elements(tool -> 'violations') v on true
  where tool ->> 'verdict' not in ('valid', 'not_validated')
    and ($6::text[] is null or c.model = any($6::text[])) and ($7::text[] is null or c.provider = any($7::text[]))
  group by 1, 2, 3, 4, 5
  order by tool_calls desc, c.model, tool, verdict, kind, path limit ${MAX_ROWS}`;

/** What was wrong with the tool calls of the latest tasks of a range: paths and kinds by model and tool. */
export async function latestToolViolations(db: Queryable, query: MetricsQuery): Promise<ViolationSample> {
  const { projectId, from, to, filters } = query;
  const { rows } = await db.query(SAMPLE, [
    projectId,
    from.toISOString(),
    to.toISOString(),
    filters["task_type"] ?? null,
    FAILURE_GROUPS.tools,
    filters["model"] ?? null,
    filters["model_provider"] ?? null,
  ]);
  return { sampled_tasks: Number(rows[0]?.["sampled_tasks"] ?? 0), rows: rows.map(readRow) };
}

function readRow(row: Readonly<Record<string, unknown>>): ViolationRow {
  return {
    model: String(row["model"]),
    tool: String(row["tool"]),
    verdict: String(row["verdict"]),
    kind: textOrNull(row["kind"]),
    path: textOrNull(row["path"]),
    tool_calls: Number(row["tool_calls"]),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
