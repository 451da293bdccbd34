import type { PoolClient } from "pg";

import { secondsOf, toMicroseconds } from "./columns.ts";
import type { Touched } from "./mark-dirty.ts";

/** A task to fold again, and the batches that its marks name; null where one of them names none. */
export interface DirtyTask extends Touched {
  readonly batches: ReadonlySet<string> | null;
}

/** Marks read from the queue: the tasks to fold again by project, and the marks to remove when that is done. */
export interface DirtyTasks {
  readonly markIds: readonly string[];
  readonly byProject: ReadonlyMap<string, ReadonlyMap<string, DirtyTask>>;
  /** Every batch that a mark names. */
  readonly batches: ReadonlySet<string>;
}

interface DirtyRow {
  id: string;
  project_id: string;
  task_id: string;
  first_s: number;
  last_s: number;
  batch: string | null;
}

const TAKE = `
  select id::text, project_id::text, task_id, ${secondsOf("first_at")} as first_s, ${secondsOf("last_at")} as last_s,
    batch::text
  from task_dirty order by id limit $1`;

/** The oldest marks, at most `limit`. They stay in the queue until `removeMarks`, so a fold that dies loses nothing. */
export async function takeDirty(client: PoolClient, limit: number): Promise<DirtyTasks> {
  const { rows } = await client.query<DirtyRow>({ name: "take-dirty", text: TAKE, values: [limit] });
  const byProject = new Map<string, Map<string, DirtyTask>>();
  for (const row of rows) {
    const tasks = byProject.get(row.project_id) ?? new Map<string, DirtyTask>();
    byProject.set(row.project_id, tasks);
    const [firstUs, lastUs] = [toMicroseconds(row.first_s), toMicroseconds(row.last_s)];
    const known = tasks.get(row.task_id) ?? { firstUs, lastUs, batches: new Set<string>() };
    tasks.set(row.task_id, {
      taskId: row.task_id,
      firstUs: Math.min(firstUs, known.firstUs),
      lastUs: Math.max(lastUs, known.lastUs),
      batches: row.batch === null || known.batches === null ? null : new Set([...known.batches, row.batch]),
    });
  }
  const batches = new Set(rows.flatMap(({ batch }) => batch ?? []));
  return { markIds: rows.map((row) => row.id), byProject, batches };
}

export async function removeMarks(client: PoolClient, markIds: readonly string[]): Promise<void> {
  await client.query({
    name: "remove-marks",
    text: "delete from task_dirty where id = any($1::bigint[])",
    values: [`{${markIds.join(",")}}`],
  });
}
