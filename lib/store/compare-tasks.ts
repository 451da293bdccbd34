import type { PoolClient } from "pg";

import { isSameContribution } from "#lib/fold/contribution.ts";

import { unnestRows } from "./columns.ts";
import type { Column } from "./column.ts";
import { FIGURE_COLUMNS } from "./save-tasks.ts";
import type { FoldedTask } from "./save-tasks.ts";
import type { Findings } from "./findings.ts";

const COLUMNS: readonly Column<FoldedTask>[] = [
  { name: "task_id", type: "text", of: ({ figures }) => figures.taskId },
  ...FIGURE_COLUMNS,
];

type Texts = Readonly<Record<string, unknown>>;

/**
 * Compares the stored rows of tasks with their figures as recomputed: Postgres writes both out, so both are of one type. Two
 * questions, because on a cluster the tasks lie elsewhere than what is recomputed.
 */
export async function compareTasks(
  client: PoolClient,
  projectId: string,
  expected: readonly FoldedTask[],
  findings: Findings,
): Promise<void> {
  if (expected.length === 0) return;
  const { select, values } = unnestRows(COLUMNS, expected);
  const recomputed = await textsOf(client, `(${select}) as fresh (${NAMES.join(", ")})`, values);
  const taskIds = expected.map(({ figures }) => figures.taskId);
  const held = await textsOf(client, "task as fresh where project_id = $1 and task_id = any($2)", [projectId, taskIds]);
  for (const [taskId, fresh] of recomputed) {
    const where = `task ${taskId}`;
    const stored = held.get(taskId);
    if (stored === undefined) {
      findings.add({ where, what: "row", stored: null, recomputed: "present" });
      continue;
    }
    for (const name of NAMES)
      if (!isSame(name, stored[name], fresh[name]))
        findings.add({ where, what: name, stored: textOf(stored[name]), recomputed: textOf(fresh[name]) });
  }
}

function isSame(name: string, stored: unknown, fresh: unknown): boolean {
  if (stored === fresh) return true;
  const bothText = typeof stored === "string" && typeof fresh === "string";
  return name === "contribution" && bothText && isSameContribution(stored, fresh);
}

const NAMES = COLUMNS.map(({ name }) => name);
const TEXTS = `json_build_object(${NAMES.map((name) => `'${name}', fresh.${name}::text`).join(", ")})`;

async function textsOf(client: PoolClient, from: string, values: readonly unknown[]): Promise<Map<string, Texts>> {
  const { rows } = await client.query<{ task_id: string; texts: Texts }>(
    `select fresh.task_id, ${TEXTS} as texts from ${from}`,
    [...values],
  );
  return new Map(rows.map(({ task_id, texts }) => [task_id, texts]));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
