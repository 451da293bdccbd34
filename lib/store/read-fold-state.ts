import type { Reads } from "./open-reads.ts";
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

/**
 * A number that grows with every fold that changed the project's figures; 0 before the first. Read where the figures are:
 * a copy that is behind tells of a fold only once it has what was folded.
 */
export async function readFoldVersion(reads: Pick<Reads, "query">, projectId: string): Promise<bigint> {
  const text = "select version::text as version from fold_state where project_id = $1::uuid";
  const { rows } = await reads.query(text, [projectId]);
  const version = rows[0]?.["version"];
  return typeof version === "string" ? BigInt(version) : 0n;
}
