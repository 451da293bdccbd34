import type { MetricsQuery } from "./metrics-row.ts";
import type { Queryable } from "./queryable.ts";
import { rateOf } from "./rate.ts";

/** Which tool a model called where another one, or none, was expected; and how often it called the right one. */
export interface ToolChoiceRow {
  readonly model: string;
  /** Empty for none. */
  readonly expected: string;
  readonly called: string;
  readonly right: boolean;
  readonly choices: number;
}

/** A sample, as roll-ups keep no names of tools: of the latest 2,000 tasks of the range, those that say what was expected. */
export interface ToolChoiceSample {
  readonly sampled_tasks: number;
  /** Most choices first, at most 200. */
  readonly rows: readonly ToolChoiceRow[];
}

/** How one model filled in the arguments of one tool. */
export interface ToolRow {
  readonly model: string;
  readonly tool: string;
  readonly tool_calls: number;
  /** Those with one of the four verdicts, and the valid among them. */
  readonly judged: number;
  readonly valid: number;
  readonly validity: number | null;
  readonly optional_offered: number;
  readonly optional_filled: number;
  readonly optional_fill_rate: number | null;
  readonly leaves: number;
  readonly ungrounded: number;
  readonly ungrounded_rate: number | null;
}

/** A sample: of the latest 200 tasks of the range, those that called a tool; of a model's tasks, where models are asked for. */
export interface ToolSample {
  readonly sampled_tasks: number;
  /** Most calls first, at most 200. */
  readonly rows: readonly ToolRow[];
}

const LATEST = (limit: number): string => `
  select task_id, tool_choices from task
  where project_id = $1::uuid and started_at >= $2::timestamptz and started_at < $3::timestamptz
    and ($4::text[] is null or task_type = any($4::text[]))
    and ($5::text[] is null or entry_model = any($5::text[]) or closing_model = any($5::text[]))
  order by started_at desc, task_id limit ${limit}`;

const CHOICES = `
  with latest as materialized (${LATEST(2000)}),
  choices as (select task_id, c from latest cross join lateral jsonb_array_elements(tool_choices) c
    where $5::text[] is null or c ->> 'model' = any($5::text[]))
  select c ->> 'model' as model, c ->> 'expected' as expected, c ->> 'called' as called, (c ->> 'right')::boolean as is_right,
    count(*)::int as choices, (select count(distinct task_id)::int from choices) as sampled_tasks
  from choices group by 1, 2, 3, 4 order by choices desc, model, expected, called limit 200`;

/** Calls that a later version of the same span replaced are left out; two emitters of one call count twice. */
const TOOLS = `
  with latest as materialized (${LATEST(200)}),
  calls as materialized (
    select distinct on (c.task_id, c.trace_id, c.span_id) c.task_id, c.model, c.detail::jsonb -> 'toolCalls' as tools
    from latest l join call c on c.project_id = $1::uuid and c.task_id = l.task_id
    where c.started_at >= $2::timestamptz and ($5::text[] is null or c.model = any($5::text[]))
      and ($6::text[] is null or c.provider = any($6::text[]))
    order by c.task_id, c.trace_id, c.span_id, c.ended_at desc, c.attribute_count desc, c.content_hash desc
  ), used as (select task_id, model, tool from calls cross join lateral jsonb_array_elements(tools) tool where tools is not null)
  select model, tool ->> 'name' as tool, count(*)::int as tool_calls,
    (count(*) filter (where tool ->> 'verdict' <> 'not_validated'))::int as judged,
    (count(*) filter (where tool ->> 'verdict' = 'valid'))::int as valid,
    coalesce(sum((tool #>> '{values,optional,offered}')::bigint), 0)::int as optional_offered,
    coalesce(sum((tool #>> '{values,optional,filled}')::bigint), 0)::int as optional_filled,
    coalesce(sum((tool #>> '{values,leaves,checked}')::bigint), 0)::int as leaves,
    coalesce(sum((tool #>> '{values,leaves,ungrounded}')::bigint), 0)::int as ungrounded,
    (select count(distinct task_id)::int from used) as sampled_tasks
  from used group by 1, 2 order by tool_calls desc, model, tool limit 200`;

function valuesOf({ projectId, from, to, filters }: MetricsQuery): unknown[] {
  return [projectId, from.toISOString(), to.toISOString(), filters["task_type"] ?? null, filters["model"] ?? null];
}

/** Which tools the models of the latest tasks called where it is known which they should have. */
export async function latestToolChoices(db: Queryable, query: MetricsQuery): Promise<ToolChoiceSample> {
  const { rows } = await db.query(CHOICES, valuesOf(query));
  return {
    sampled_tasks: Number(rows[0]?.["sampled_tasks"] ?? 0),
    rows: rows.map((row) => ({
      model: String(row["model"]),
      expected: String(row["expected"]),
      called: String(row["called"]),
      right: row["is_right"] === true,
      choices: Number(row["choices"]),
    })),
  };
}

/** How the models of the latest tasks filled in the arguments of each tool. */
export async function latestTools(db: Queryable, query: MetricsQuery): Promise<ToolSample> {
  const { rows } = await db.query(TOOLS, [...valuesOf(query), query.filters["model_provider"] ?? null]);
  return { sampled_tasks: Number(rows[0]?.["sampled_tasks"] ?? 0), rows: rows.map(readTool) };
}

function readTool(row: Readonly<Record<string, unknown>>): ToolRow {
  const count = (name: string): number => Number(row[name]);
  return {
    model: String(row["model"]),
    tool: String(row["tool"]),
    tool_calls: count("tool_calls"),
    judged: count("judged"),
    valid: count("valid"),
    validity: rateOf(count("valid"), count("judged")),
    optional_offered: count("optional_offered"),
    optional_filled: count("optional_filled"),
    optional_fill_rate: rateOf(count("optional_filled"), count("optional_offered")),
    leaves: count("leaves"),
    ungrounded: count("ungrounded"),
    ungrounded_rate: rateOf(count("ungrounded"), count("leaves")),
  };
}
