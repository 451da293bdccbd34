import { inTransaction } from "./in-transaction.ts";
import type { Store } from "./open-store.ts";

/**
 * Makes these tags, and only these, dimensions of the project's roll-ups. All its tasks are marked to be folded again, so
 * the tags' cells fill from the rows that are there, and those of tags no longer declared empty.
 */
export async function declareTags(store: Store, projectId: string, tags: readonly string[]): Promise<void> {
  const declared = [...new Set(tags)].sort();
  await inTransaction(store.pool, async (client) => {
    const { rowCount } = await client.query(
      "update project set declared_tags = $2 where id = $1 and declared_tags is distinct from $2::text[]",
      [projectId, declared],
    );
    if (rowCount === 0) return;
    await client.query(
      `insert into task_dirty (project_id, task_id, first_at, last_at)
       select project_id, task_id, rows_from, rows_to from task where project_id = $1 order by started_at`,
      [projectId],
    );
  });
}
