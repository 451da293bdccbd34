import type { Store } from "./open-store.ts";

/** How far the roll-ups are behind what is stored. */
export interface FoldLag {
  /** Marks waiting to be folded. */
  readonly marks: number;
  /** Age of the oldest of them in milliseconds; 0 when there is none. */
  readonly ageMs: number;
}

/** Counting stops here: more than this is simply "very far behind". */
const MOST_COUNTED = 100_000;

/** The lag over all projects, for health and metrics. */
export async function readFoldLag(store: Store): Promise<FoldLag> {
  const { rows } = await store.pool.query<{ marks: number; age_ms: number }>(
    `select (select count(*) from (select 1 from task_dirty limit $1) as counted)::int as marks,
       coalesce((select date_part('epoch', clock_timestamp() - marked_at) * 1000 from task_dirty order by id limit 1), 0) as age_ms`,
    [MOST_COUNTED],
  );
  return { marks: rows[0]?.marks ?? 0, ageMs: Math.max(0, rows[0]?.age_ms ?? 0) };
}

/** A number that grows with every fold that changed the project's figures; 0 before the first. */
export async function readFoldVersion(store: Store, projectId: string): Promise<bigint> {
  const state = await store.prisma.foldState.findUnique({ where: { project_id: projectId } });
  return state?.version ?? 0n;
}
