import type { TaskEvent } from "#lib/domain/task.ts";
import { applyRules } from "#lib/fold/apply-rules.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import { readTask } from "#lib/fold/read-task.ts";
import type { JudgedCall } from "#lib/fold/read-task.ts";

import type { Store } from "./open-store.ts";
import { readRows } from "./read-rows.ts";
import { findTaskRules } from "./task-rules.ts";
import { SUMMARY_SELECT, summaryOf } from "./task-summary.ts";
import type { SummaryRow, TaskSummary } from "./task-summary.ts";

export interface FoundTask {
  readonly summary: TaskSummary;
  /** Every call once, with what the task tells of it; empty when the rows are gone (retention). */
  readonly calls: readonly JudgedCall[];
  readonly events: readonly TaskEvent[];
}

const EVER = { firstUs: 0, lastUs: Date.UTC(2200, 0) * 1000 };

/** One task of a project as its rows tell it now, even before the fold has reached it; null when there is none. */
export async function findTask(store: Store, projectId: string, taskId: string): Promise<FoundTask | null> {
  const stored = (await readRows(store.pool, { projectId, taskIds: [taskId], ...EVER })).get(taskId);
  const rows = stored && applyRules(stored, (await findTaskRules(store, projectId)).versions);
  const figures = rows ? foldTask(rows, { declaredTags: [] }) : null;
  const reading = rows ? readTask(rows) : null;
  if (rows && figures && reading) {
    const { contribution: _, ...summary } = figures;
    return { summary, calls: reading.calls, events: rows.events };
  }
  const { rows: kept } = await store.pool.query<SummaryRow>(
    `${SUMMARY_SELECT} where project_id = $1 and task_id = $2`,
    [projectId, taskId],
  );
  return kept[0] ? { summary: summaryOf(kept[0]), calls: [], events: [] } : null;
}
