import type { PoolClient } from "pg";

import type { Column } from "./column.ts";
import { unnestRows, unnestSelect } from "./columns.ts";

/** A task to fold again, and the range of `started_at` of the rows that touched it. */
export interface Touched {
  readonly taskId: string;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Names its new rows where they are still in memory (`RecentRows`). */
  readonly batch?: string | null;
}

const COLUMNS: readonly Column<Touched>[] = [
  { name: "task_id", type: "text", of: ({ taskId }) => taskId },
  { name: "first_at", type: "timestamptz", of: ({ firstUs }) => firstUs },
  { name: "last_at", type: "timestamptz", of: ({ lastUs }) => lastUs },
  { name: "batch", type: "bigint", of: ({ batch = null }) => (batch === null ? null : BigInt(batch)) },
];

const INSERT = `insert into task_dirty (project_id, task_id, first_at, last_at, batch)
  select $1::uuid, new.* from (${unnestSelect(COLUMNS, 2)}) as new`;

/** Queues tasks to be folded again, once each, in the transaction of the rows that touched them. */
export async function markDirty(client: PoolClient, projectId: string, touched: Iterable<Touched>): Promise<void> {
  const byTask = new Map<string, Touched>();
  for (const { taskId, firstUs, lastUs, batch = null } of touched) {
    const known = byTask.get(taskId);
    byTask.set(taskId, {
      taskId,
      firstUs: Math.min(firstUs, known?.firstUs ?? firstUs),
      lastUs: Math.max(lastUs, known?.lastUs ?? lastUs),
      // Only where all that touched it is in memory.
      batch: known === undefined || known.batch === batch ? batch : null,
    });
  }
  if (byTask.size === 0) return;
  const { values } = unnestRows(COLUMNS, [...byTask.values()]);
  await client.query({ name: "mark-dirty", text: INSERT, values: [projectId, ...values] });
}
