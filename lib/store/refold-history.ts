import type { PoolClient } from "pg";

import { FOLD_RULES } from "#lib/fold/fold-task.ts";

import { secondsOf, toMicroseconds } from "./columns.ts";
import { markDirty } from "./mark-dirty.ts";

/** Tasks marked at a time: a second's work or less, which new rows wait for at most. */
const TASKS_AT_ONCE = 1_000;

interface Outdated {
  readonly project_id: string;
  readonly refolded_to: string | null;
}

/**
 * Marks the next tasks that were last folded by earlier rules (`FOLD_RULES`), so that roll-ups made before an upgrade come to what
 * they would be today. Frozen tasks keep their figures. The caller holds the fold's lock and opens the transaction.
 * @returns how many were marked; 0 when there are none.
 */
export async function refoldHistory(client: PoolClient): Promise<number> {
  for (;;) {
    const { rows } = await client.query<Outdated>({
      name: "find-outdated",
      text: "select project_id::text, refolded_to from fold_state where rules < $1 order by project_id limit 1",
      values: [FOLD_RULES],
    });
    const [outdated] = rows;
    if (outdated === undefined) return 0;
    const marked = await markNext(client, outdated);
    if (marked > 0) return marked;
  }
}

interface TaskRow {
  readonly task_id: string;
  readonly first_s: number;
  readonly last_s: number;
  readonly frozen: boolean;
}

const NEXT = `
  select task_id, ${secondsOf("rows_from")} as first_s, ${secondsOf("rows_to")} as last_s, frozen from task
  where project_id = $1::uuid and task_id > $2 order by task_id limit ${TASKS_AT_ONCE}`;

async function markNext(client: PoolClient, { project_id: projectId, refolded_to }: Outdated): Promise<number> {
  const { rows } = await client.query<TaskRow>(NEXT, [projectId, refolded_to ?? ""]);
  const touched = rows
    .filter(({ frozen }) => !frozen)
    .map((row) => ({
      taskId: row.task_id,
      firstUs: toMicroseconds(row.first_s),
      lastUs: toMicroseconds(row.last_s),
    }));
  await markDirty(client, projectId, touched);
  const [rules, to] = rows.length < TASKS_AT_ONCE ? [FOLD_RULES, null] : [null, rows.at(-1)?.task_id];
  await client.query(
    "update fold_state set rules = coalesce($2::integer, rules), refolded_to = $3 where project_id = $1::uuid",
    [projectId, rules, to],
  );
  return touched.length;
}
