import { createProject } from "#lib/store/create-project.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";
import { verify } from "#lib/store/verify.ts";
import { withDatabase } from "#tests/support/database-template.ts";

export interface OpenProject {
  readonly store: Store;
  readonly projectId: string;
  readonly databaseUrl: string;
}

/** Runs `work` on a project of its own, in a database of its own. */
export async function withProject(work: (open: OpenProject) => Promise<void>): Promise<void> {
  await withDatabase(async (databaseUrl) => {
    const store = openStore({ databaseUrl });
    try {
      const { id } = await createProject(store, { slug: "acme", name: "Acme" });
      await work({ store, projectId: id, databaseUrl });
    } finally {
      await store.close();
    }
  });
}

/** Folds everything, then returns what `verify` finds wrong with it: nothing, if all is well. */
export async function foldAndVerify(store: Store): Promise<unknown[]> {
  await foldUntilClean(store);
  const report = await verify(store);
  return report.dirtyTasks === 0 ? [...report.differences] : [`${report.dirtyTasks} tasks are still dirty`];
}

/** Everything that the roll-ups of a project say, in one order and without what tells when it was written. */
export async function rollupsOf({ store, projectId }: OpenProject): Promise<unknown> {
  const read = async (table: string, order: string): Promise<unknown[]> => {
    const { rows } = await store.pool.query<{ row: unknown }>(
      `select to_jsonb(t) - '{project_id,folded_at,rows_from,rows_to}'::text[] as row
       from ${table} t where project_id = $1 order by ${order}`,
      [projectId],
    );
    return rows.map(({ row }) => row);
  };
  return {
    tasks: await read("task", "task_id"),
    taskCells: await read("task_cell", "split, tier, bucket, dimensions_hash"),
    callCells: await read("call_cell", "split, tier, bucket, dimensions_hash"),
  };
}
