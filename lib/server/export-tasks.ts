import { findProjectById } from "#lib/store/find-project.ts";
import { findTask } from "#lib/store/find-task.ts";
import type { Store } from "#lib/store/open-store.ts";

import { readTaskContent } from "./content/read-task-content.ts";
import { tellContent } from "./content/tell-content.ts";
import { describeTask } from "./describe-task.ts";

/** What opens the store's messages, too. */
interface Within {
  readonly store: Store;
  readonly secret: string;
}

/** Everything that is kept about tasks, a line each as the API tells of them, messages included. Read task by task: however many there are. */
export function exportTasks(within: Within, projectId: string, taskIds: readonly string[]): ReadableStream<Uint8Array> {
  const lines = linesOf(within, projectId, taskIds);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

async function* linesOf(within: Within, projectId: string, taskIds: readonly string[]) {
  const project = await findProjectById(within.store, projectId);
  for (const taskId of taskIds) {
    const task = await findTask(within.store, projectId, taskId);
    if (task === null || project === null) continue;
    const kept = { on: project.contentCapture, days: project.contentDays, nowMs: Date.now() };
    const content = tellContent(task.calls, await readTaskContent(within, projectId, taskId), kept);
    yield { ...describeTask(task), content: content.filter(({ missing }) => missing === null) };
  }
}
