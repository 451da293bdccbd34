import type { TimeRange } from "#lib/domain/time.ts";
import type { Queryable } from "./queryable.ts";

/** One of a provider's limits on a model, as the headers of answers stated it. */
export interface SeenLimit {
  /** As the provider calls it: `requests`, `tokens`, `input-tokens`, … */
  readonly name: string;
  readonly limit: number | null;
  /** When it was last stated, and what was then left of it. */
  readonly last_at: Date;
  readonly last_remaining: number | null;
  /** The least that was left of it in the sample, as a share of the limit stated with it, and when. */
  readonly least_share: number | null;
  readonly least_at: Date | null;
}

/** A sample, as roll-ups keep no headers: the model's calls of the latest 300 tasks of the range that began with it. */
export interface LimitSample {
  readonly sampled_tasks: number;
  readonly limits: readonly SeenLimit[];
}

interface LimitQuery extends TimeRange {
  readonly projectId: string;
  readonly model: string;
}

/** A call whose attempts cannot be seen holds null, which is no list. */
const listOf = (json: string): string => `case json_typeof(${json}) when 'array' then ${json} else '[]'::json end`;

const LIMITS = `
  with latest as materialized (
    select task_id, started_at, rows_to from task
    where project_id = $1::uuid and started_at >= $2::timestamptz and started_at < $3::timestamptz and entry_model = $4
    order by started_at desc, task_id limit 300
  ), said as (
    select c.started_at as at, l ->> 'name' as name, (l ->> 'limit')::float8 as most, (l ->> 'remaining')::float8 as remaining
    from latest t join call c on c.project_id = $1::uuid and c.task_id = t.task_id
        and c.started_at >= t.started_at and c.started_at <= t.rows_to and c.model = $4
      cross join lateral json_array_elements(${listOf("c.detail -> 'attempts'")}) attempt
      cross join lateral json_array_elements(${listOf("attempt -> 'rateLimits'")}) l
  ), lasts as (select distinct on (name) name, at, most, remaining from said order by name, at desc),
  leasts as (
    select distinct on (name) name, at, remaining / most as share from said where most > 0 and remaining is not null
    order by name, remaining / most, at desc
  )
  select lasts.name, lasts.most, lasts.at, lasts.remaining, leasts.share, leasts.at as least_at,
    (select count(*)::int from latest) as sampled_tasks
  from lasts left join leasts using (name) order by lasts.name`;

/** What the providers' headers last said of a model's rate limits, and how near its calls came to each. */
export async function latestRateLimits(db: Queryable, query: LimitQuery): Promise<LimitSample> {
  const { projectId, from, to, model } = query;
  const { rows } = await db.query(LIMITS, [projectId, from.toISOString(), to.toISOString(), model]);
  return {
    sampled_tasks: Number(rows[0]?.["sampled_tasks"] ?? 0),
    limits: rows.map((row) => ({
      name: String(row["name"]),
      limit: numberOf(row["most"]),
      last_at: dateOf(row["at"]) ?? query.to,
      last_remaining: numberOf(row["remaining"]),
      least_share: numberOf(row["share"]),
      least_at: dateOf(row["least_at"]),
    })),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function dateOf(value: unknown): Date | null {
  return value instanceof Date ? value : null;
}
