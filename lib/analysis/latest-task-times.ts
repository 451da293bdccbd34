import { record } from "#lib/domain/histogram.ts";
import type { Histogram } from "#lib/domain/histogram.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import type { Queryable } from "./queryable.ts";

/** How long the tasks took that one model began on one kind of work, milliseconds from first span to last. */
export interface TaskTimes {
  readonly taskType: string;
  readonly inputSize: string;
  readonly model: string;
  readonly times: Histogram;
}

/** Tasks that are read at most: roll-ups hold no distribution of it. */
const MOST_TASKS = 10_000;

/** Times of a kind of work come as one list: ten thousand rows take the reader's time beside Postgres'. */
const LATEST = `
  with latest as (
    select task_type, input_size, entry_model, (extract(epoch from ended_at - started_at) * 1000)::float8 as ms from task
    where project_id = $1::uuid and started_at >= $2::timestamptz and started_at < $3::timestamptz
      and environment = 'production' and outcome in ('succeeded', 'failed')
    order by started_at desc, task_id limit ${MOST_TASKS}
  )
  select task_type, input_size, entry_model, json_agg(ms) as times from latest group by 1, 2, 3`;

/** A sample: the latest 10,000 decided tasks of production in the range. */
export async function latestTaskTimes(
  db: Queryable,
  { projectId, range }: { projectId: string; range: TimeRange },
): Promise<TaskTimes[]> {
  const { rows } = await db.query(LATEST, [projectId, range.from.toISOString(), range.to.toISOString()]);
  return rows.map((row) => ({
    taskType: String(row["task_type"]),
    inputSize: String(row["input_size"]),
    model: String(row["entry_model"]),
    times: histogramOf(row["times"]),
  }));
}

function histogramOf(times: unknown): Histogram {
  const histogram: Histogram = new Map();
  if (!Array.isArray(times)) throw new TypeError("the times of tasks did not come as a list");
  for (const ms of times) record(histogram, Number(ms));
  return histogram;
}
