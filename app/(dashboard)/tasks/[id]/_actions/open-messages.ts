"use server";

import { openSignedInProject } from "#lib/server/open-signed-in-project.ts";
import { openTaskContent } from "#lib/server/content/open-task-content.ts";
import type { ToldTaskContent } from "#lib/server/content/open-task-content.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { readTaskId } from "#lib/server/task-statements.ts";

export async function openMessages(_: ToldTaskContent | null, form: FormData): Promise<ToldTaskContent> {
  const { project, reader } = await openSignedInProject("readContent");
  const taskId = form.get("task");
  return openTaskContent(await getRuntime(), {
    projectId: project.id,
    taskId: readTaskId(typeof taskId === "string" ? taskId : ""),
    actor: reader.email,
  });
}
