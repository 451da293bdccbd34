import type { Store } from "./open-store.ts";

/** So many of the latest tasks are looked through: enough to offer their tags, whatever the number of tasks. */
const LOOKED_AT = 2_000;

/** Names of the tags that the latest tasks of a project carry, in order. */
export async function listTaskTags(store: Store, projectId: string): Promise<string[]> {
  const { rows } = await store.pool.query<{ name: string }>(
    `select distinct jsonb_object_keys(latest.tags) as name
     from (select tags::jsonb as tags from task where project_id = $1 order by started_at desc limit $2) as latest
     order by name`,
    [projectId, LOOKED_AT],
  );
  return rows.map(({ name }) => name);
}
