import { OutturnError } from "#lib/domain/errors.ts";
import { writeAudit } from "#lib/store/audit.ts";
import { findProjectById } from "#lib/store/find-project.ts";
import { findTask } from "#lib/store/find-task.ts";
import type { Store } from "#lib/store/open-store.ts";

import { tellContent } from "./tell-content.ts";
import type { ToldContent } from "./tell-content.ts";
import { readTaskContent } from "./read-task-content.ts";

export interface Opening {
  readonly projectId: string;
  readonly taskId: string;
  /** Who opens it: an e-mail address, or a key. */
  readonly actor: string;
}

export interface ToldTaskContent {
  readonly id: string;
  readonly capture: { readonly on: boolean; readonly days: number };
  readonly calls: readonly ToldContent[];
}

/**
 * The messages of a task, for whoever may see them; that they were opened is written down first.
 * @throws OutturnError `not_found` where the project has no such task.
 */
export async function openTaskContent(
  within: { readonly store: Store; readonly secret: string },
  { projectId, taskId, actor }: Opening,
): Promise<ToldTaskContent> {
  const [project, task] = await Promise.all([
    findProjectById(within.store, projectId),
    findTask(within.store, projectId, taskId),
  ]);
  if (project === null || task === null)
    throw new OutturnError("not_found", `There is no task "${taskId}" in this project.`);
  await writeAudit(within.store, {
    projectId,
    actor,
    action: "content.read",
    said: `Opened the messages of task ${taskId}.`,
  });
  const opened = await readTaskContent(within, projectId, taskId);
  const capture = { on: project.contentCapture, days: project.contentDays };
  return { id: taskId, capture, calls: tellContent(task.calls, opened, { ...capture, nowMs: Date.now() }) };
}
