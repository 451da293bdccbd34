import type { Store } from "./open-store.ts";

/** Messages as they lie in the store. */
export interface StoredContent {
  readonly traceId: string;
  readonly spanId: string;
  readonly contentHash: string;
  readonly keyId: string;
  readonly sealed: Buffer;
}

/** The messages of a task's calls that are still there, sealed, in order of time. */
export async function listContents(store: Store, projectId: string, taskId: string): Promise<readonly StoredContent[]> {
  const { rows } = await store.pool.query<StoredContent>(
    `select trace_id as "traceId", span_id as "spanId", content_hash as "contentHash", key_id as "keyId", sealed
     from call_content where project_id = $1 and task_id = $2 order by started_at, span_id`,
    [projectId, taskId],
  );
  return rows;
}

/** How many rows of messages a task has, without opening any. */
export async function countContents(store: Store, projectId: string, taskId: string): Promise<number> {
  const { rows } = await store.pool.query<{ count: number }>(
    "select count(*)::integer as count from call_content where project_id = $1 and task_id = $2",
    [projectId, taskId],
  );
  return rows[0]?.count ?? 0;
}
