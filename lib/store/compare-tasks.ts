import type { PoolClient } from "pg";

import { unnestRows } from "./columns.ts";
import type { Column } from "./column.ts";
import { FIGURE_COLUMNS } from "./save-tasks.ts";
import type { FoldedTask } from "./save-tasks.ts";
import type { Findings } from "./findings.ts";

const COLUMNS: readonly Column<FoldedTask>[] = [
  { name: "task_id", type: "text", of: ({ figures }) => figures.taskId },
  ...FIGURE_COLUMNS,
];

interface ComparedRow {
  task_id: string;
  stored: Record<string, unknown> | null;
  recomputed: Record<string, unknown>;
}

/** Compares the stored rows of tasks with their figures as recomputed: Postgres reads both, so both are of one type. */
export async function compareTasks(
  client: PoolClient,
  projectId: string,
  expected: readonly FoldedTask[],
  findings: Findings,
): Promise<void> {
  if (expected.length === 0) return;
  const names = COLUMNS.map(({ name }) => name);
  const texts = (alias: string): string =>
    `json_build_object(${names.map((name) => `'${name}', ${alias}.${name}::text`).join(", ")})`;
  const { select, values } = unnestRows(COLUMNS, expected, 2);
  const { rows } = await client.query<ComparedRow>(
    `select fresh.task_id, ${texts("fresh")} as recomputed, case when held.task_id is not null then ${texts("held")} end as stored
     from (${select}) as fresh (${names.join(", ")})
     left join task as held on held.project_id = $1 and held.task_id = fresh.task_id
     where held.task_id is null or ${names.map((name) => `held.${name}::text is distinct from fresh.${name}::text`).join(" or ")}`,
    [projectId, ...values],
  );
  for (const { task_id, stored, recomputed } of rows) {
    const where = `task ${task_id}`;
    if (!stored) {
      findings.add({ where, what: "row", stored: null, recomputed: "present" });
      continue;
    }
    for (const name of names)
      if (stored[name] !== recomputed[name])
        findings.add({ where, what: name, stored: textOf(stored[name]), recomputed: textOf(recomputed[name]) });
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
