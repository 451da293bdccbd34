import type { Pool } from "pg";

export interface FoldLag {
  /** Tasks waiting to be folded, counted to 10,000. */
  readonly waiting: number;
  /** Milliseconds since the oldest of them was marked; 0 when none waits. */
  readonly lagMs: number;
}

/** How far the roll-ups are behind what is committed. */
export async function readFoldLag(pool: Pool): Promise<FoldLag> {
  const { rows } = await pool.query<{ waiting: number; lag_ms: number }>(
    `select (select count(*)::int from (select from task_dirty limit 10000) d) as waiting,
       coalesce((select extract(epoch from clock_timestamp() - marked_at) * 1000 from task_dirty order by id limit 1), 0)::float8 as lag_ms`,
  );
  return { waiting: rows[0]?.waiting ?? 0, lagMs: Math.max(0, Math.round(rows[0]?.lag_ms ?? 0)) };
}
