import type { TimeRange } from "#lib/domain/time.ts";
import type { Queryable } from "./queryable.ts";

/** What one model's calls have in common, of the tasks that a model began on one kind of work. */
export interface SharedBeginnings {
  readonly taskType: string;
  readonly inputSize: string;
  readonly entryModel: string;
  readonly provider: string;
  readonly model: string;
  /** Calls with usage, and those of them that carry the hash of their beginning (system and first message). */
  readonly calls: number;
  readonly hashed: number;
  /** Calls that began as another of the same model and tools did, which ended within the five minutes before. */
  readonly again: number;
  /** Tokens, summed over all calls. */
  readonly tokens: Readonly<Record<"input" | "cacheRead" | "cacheWrite" | "output", number>>;
  /** Uncached tokens that a cache could have given to those that came again, and had to take from the others, at most. */
  readonly couldRead: number;
  readonly wouldWrite: number;
}

/** Tasks whose calls are read: caches live for minutes, so what counts are all calls of a stretch, not some of many. */
const MOST_TASKS = 2_000;
/** Fewest tokens that a provider keeps. */
const LEAST_TOKENS = 1_024;

/**
 * Calls begin alike when they carry the same hash and the same tools. How long the beginning is nobody said: it is no longer than
 * the shortest input among them. Calls that a later version of the same span replaced are left out.
 */
const BEGINNINGS = `
  with latest as materialized (
    select task_id, task_type, input_size, entry_model, started_at, rows_to from task
    where project_id = $1::uuid and started_at >= $2::timestamptz and started_at < $3::timestamptz
      and environment = 'production' and outcome in ('succeeded', 'failed')
    order by started_at desc, task_id limit ${MOST_TASKS}
  ), calls as materialized (
    select distinct on (c.task_id, c.trace_id, c.span_id) t.task_type, t.input_size, t.entry_model, c.provider, c.model,
      c.started_at, c.ended_at, c.prefix_hash, c.prefix_hash || coalesce(c.tools_hash, '') as beginning,
      coalesce(c.input_uncached, 0) as input, coalesce(c.cache_read, 0) as cache_read,
      coalesce(c.cache_write_5m, 0) + coalesce(c.cache_write_1h, 0) as cache_write, coalesce(c.output, 0) as output
    from latest t join call c on c.project_id = $1::uuid and c.task_id = t.task_id
    where c.started_at >= $2::timestamptz and c.started_at <= t.rows_to and c.has_usage and c.operation <> 'embeddings'
    order by c.task_id, c.trace_id, c.span_id, c.ended_at desc, c.attribute_count desc, c.content_hash desc
  ), seen as (
    select *, min(input + cache_read + cache_write) over same as shared,
      max(ended_at) over (same order by started_at, ended_at rows between unbounded preceding and 1 preceding) as before
    from calls window same as (partition by provider, model, beginning)
  ), judged as (
    select *,
      prefix_hash is not null and coalesce(before between started_at - interval '5 minutes' and started_at, false) as is_again,
      case when prefix_hash is not null and shared >= ${LEAST_TOKENS} then greatest(least(shared - cache_read - cache_write, input), 0)
        else 0 end as missing
    from seen
  )
  select task_type, input_size, entry_model, provider, model, count(*)::int as calls, count(prefix_hash)::int as hashed,
    (count(*) filter (where is_again))::int as again, sum(input)::float8 as input, sum(cache_read)::float8 as cache_read,
    sum(cache_write)::float8 as cache_write, sum(output)::float8 as output,
    coalesce(sum(missing) filter (where is_again), 0)::float8 as could_read,
    coalesce(sum(missing) filter (where not is_again), 0)::float8 as would_write
  from judged group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

/** A sample: the calls of the latest 2,000 decided tasks of production in the range. */
export async function latestBeginnings(
  db: Queryable,
  { projectId, range }: { projectId: string; range: TimeRange },
): Promise<SharedBeginnings[]> {
  const { rows } = await db.query(BEGINNINGS, [projectId, range.from.toISOString(), range.to.toISOString()]);
  return rows.map(readRow);
}

function readRow(row: Readonly<Record<string, unknown>>): SharedBeginnings {
  const [text, count] = [(name: string) => String(row[name]), (name: string) => Number(row[name])];
  return {
    taskType: text("task_type"),
    inputSize: text("input_size"),
    entryModel: text("entry_model"),
    provider: text("provider"),
    model: text("model"),
    calls: count("calls"),
    hashed: count("hashed"),
    again: count("again"),
    tokens: {
      input: count("input"),
      cacheRead: count("cache_read"),
      cacheWrite: count("cache_write"),
      output: count("output"),
    },
    couldRead: count("could_read"),
    wouldWrite: count("would_write"),
  };
}
