import type { Store } from "./open-store.ts";
import { homeOf } from "./place-traces.ts";

const TRACES_AT_ONCE = 5_000;

const NEXT = `select project_id::text, trace_id, task_id, shared from trace_task
  where (project_id, trace_id) > ($1::uuid, $2) order by project_id, trace_id limit $3`;
/** Tasks none of whose rows are left. */
const GONE = `select task_id from task
  where project_id = $1 and task_id = any($2) and frozen and rows_to < $3`;
const FORGET = "delete from trace_task where project_id = $1 and trace_id = any($2)";

interface TraceRow {
  project_id: string;
  trace_id: string;
  task_id: string | null;
  shared: boolean;
}

/**
 * Forgets which task a trace names once all rows of that task were dropped, which lie before an instant. One part of the traces at
 * each step, as many as folds need not wait for; each table is asked by its own key alone, so that they may lie on different nodes.
 */
export async function* forgetTraces({ pool }: Pick<Store, "pool">, before: Date): AsyncGenerator<number> {
  let last = { project_id: "00000000-0000-0000-0000-000000000000", trace_id: "" };
  for (;;) {
    const { rows } = await pool.query<TraceRow>(NEXT, [last.project_id, last.trace_id, TRACES_AT_ONCE]);
    const next = rows.at(-1);
    if (next === undefined) return;
    last = next;
    for (const [projectId, traces = []] of Object.entries(Object.groupBy(rows, (row) => row.project_id)))
      yield await forgetPart(pool, { projectId, traces, before });
  }
}

interface Part {
  readonly projectId: string;
  readonly traces: readonly TraceRow[];
  readonly before: Date;
}

/** @returns how many were forgotten. */
async function forgetPart(pool: Store["pool"], { projectId, traces, before }: Part): Promise<number> {
  const homes = new Map(
    traces.map(({ trace_id, task_id, shared }) => [trace_id, homeOf({ traceId: trace_id, taskId: task_id, shared })]),
  );
  const { rows } = await pool.query<{ task_id: string }>(GONE, [projectId, [...homes.values()], before]);
  const gone = new Set(rows.map(({ task_id }) => task_id));
  const forgotten = [...homes].filter(([, home]) => gone.has(home)).map(([traceId]) => traceId);
  if (forgotten.length > 0) await pool.query(FORGET, [projectId, forgotten]);
  return forgotten.length;
}
