import type { PoolClient } from "pg";

import type { RulesVersion } from "#lib/domain/task-rules.ts";
import { decodeContribution, encodeContribution } from "#lib/fold/contribution.ts";
import { HOUR_MS } from "#lib/domain/time.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import type { FoldSettings } from "#lib/fold/rows.ts";
import { KEEP_MINUTES_MS } from "#lib/fold/watched-sums.ts";

import { CellCollector } from "./collect-cells.ts";
import { compareCells } from "./compare-cells.ts";
import { compareTasks } from "./compare-tasks.ts";
import type { Difference, Findings } from "./findings.ts";
import type { Store } from "./open-store.ts";
import { readFolded } from "./read-folded.ts";
import { readRows } from "./read-rows.ts";
import type { FoldedTask } from "./save-tasks.ts";
import { translateError } from "./translate-error.ts";

export interface VerifyReport {
  readonly projects: number;
  readonly tasks: number;
  readonly cells: number;
  /** Tasks waiting to be folded: their rows are not compared, and count in the cells as last folded. */
  readonly dirtyTasks: number;
  /** Tasks some of whose rows are gone (retention): they count in the cells as last folded. */
  readonly frozenTasks: number;
  /** At most `MOST_DIFFERENCES`; `differenceCount` says how many there are. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
}

const MOST_DIFFERENCES = 100;
const TASKS_AT_ONCE = 500;
/** Sums by the minute are compared where they are sure to be kept, whatever the clocks of those who folded. */
const MINUTES_COMPARED_MS = KEEP_MINUTES_MS - HOUR_MS;
const EVER = { firstUs: 0, lastUs: Date.UTC(2200, 0) * 1000 };

/**
 * Recomputes every fold from the raw rows and compares all task rows and all cells exactly, in one snapshot, while writes
 * and folds go on. Frozen tasks (some of whose rows are gone) count as last folded.
 * @throws OutturnError `unavailable` when the database cannot be reached.
 */
export async function verify(store: Store): Promise<VerifyReport> {
  const differences: Difference[] = [];
  let differenceCount = 0;
  const findings: Findings = {
    add: (difference) => {
      differenceCount++;
      if (differences.length < MOST_DIFFERENCES) differences.push(difference);
    },
  };
  const client = await store.pool.connect().catch((error: unknown) => {
    throw translateError(error);
  });
  let broken = true;
  try {
    await client.query("begin isolation level repeatable read read only");
    const counts = await verifyProjects(client, findings);
    await client.query("commit");
    broken = false;
    return { ...counts, differences, differenceCount };
  } finally {
    client.release(broken);
  }
}

type Counts = Pick<VerifyReport, "projects" | "tasks" | "cells" | "dirtyTasks" | "frozenTasks">;

async function verifyProjects(client: PoolClient, findings: Findings): Promise<Counts> {
  const { rows } = await client.query<{ id: string; declared_tags: string[]; task_rules: RulesVersion[] }>(
    "select id::text, declared_tags, task_rules from project order by id",
  );
  const counts = { projects: rows.length, tasks: 0, cells: 0, dirtyTasks: 0, frozenTasks: 0 };
  const minutesFromMs = Date.now() - MINUTES_COMPARED_MS;
  for (const { id, declared_tags, task_rules } of rows) {
    const cells = new CellCollector(id, minutesFromMs);
    const dirty = await readDirtyIds(client, id);
    counts.dirtyTasks += dirty.size;
    for await (const taskIds of taskIdsOf(client, id)) {
      counts.tasks += taskIds.length;
      counts.frozenTasks += await verifyTasks(client, {
        projectId: id,
        taskIds,
        dirty,
        settings: { declaredTags: declared_tags, rules: task_rules },
        cells,
        findings,
      });
    }
    counts.cells += await compareCells(client, { projectId: id, minutesFromMs }, await cells.cells(), findings);
  }
  return counts;
}

interface TaskCheck {
  readonly projectId: string;
  readonly taskIds: readonly string[];
  readonly dirty: ReadonlySet<string>;
  readonly settings: FoldSettings;
  readonly cells: CellCollector;
  readonly findings: Findings;
}

/** @returns how many of the tasks are frozen. */
async function verifyTasks(client: PoolClient, check: TaskCheck): Promise<number> {
  const { projectId, taskIds, cells } = check;
  const folded = await readFolded(client, projectId, taskIds);
  const asFolded = taskIds.filter((taskId) => check.dirty.has(taskId) || folded.get(taskId)?.frozen === true);
  for (const taskId of asFolded) {
    const last = folded.get(taskId);
    if (last) cells.add(decodeContribution(last.contribution));
  }
  const again = taskIds.filter((taskId) => !asFolded.includes(taskId));
  const rows = await readRows(client, { projectId, taskIds: again, ...EVER });
  const expected: FoldedTask[] = [];
  for (const taskId of again) {
    const figures = foldTask(rows.get(taskId) ?? { taskId, calls: [], events: [] }, check.settings);
    if (figures) {
      cells.add(figures.contribution);
      const contribution = encodeContribution(figures.contribution);
      expected.push({ projectId, figures, contribution, rowsFromUs: figures.startUs, rowsToUs: figures.startUs });
    } else check.findings.add({ where: `task ${taskId}`, what: "row", stored: "present", recomputed: null });
  }
  await compareTasks(client, projectId, expected, check.findings);
  return asFolded.filter((taskId) => folded.get(taskId)?.frozen === true).length;
}

async function readDirtyIds(client: PoolClient, projectId: string): Promise<Set<string>> {
  const { rows } = await client.query<{ task_id: string }>(
    "select distinct task_id from task_dirty where project_id = $1",
    [projectId],
  );
  return new Set(rows.map((row) => row.task_id));
}

const NEXT_IDS = `
  select task_id from (
    (select distinct task_id from call where project_id = $1 and task_id > $2 order by task_id limit $3)
    union (select distinct task_id from task_event where project_id = $1 and task_id > $2 order by task_id limit $3)
    union (select task_id from task where project_id = $1 and task_id > $2 order by task_id limit $3)
  ) as known order by task_id limit $3`;

/** Every task id that has observations or a row, in parts. */
async function* taskIdsOf(client: PoolClient, projectId: string): AsyncGenerator<string[]> {
  for (let last = ""; ;) {
    const { rows } = await client.query<{ task_id: string }>(NEXT_IDS, [projectId, last, TASKS_AT_ONCE]);
    const next = rows.at(-1);
    if (!next) return;
    yield rows.map((row) => row.task_id);
    last = next.task_id;
  }
}
