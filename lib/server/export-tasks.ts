import { findTask } from "#lib/store/find-task.ts";
import type { Store } from "#lib/store/open-store.ts";

import { describeTask } from "./describe-task.ts";

/** Everything that is kept about tasks, a line each as the API tells of them. Read task by task: however many there are. */
export function exportTasks(store: Store, projectId: string, taskIds: readonly string[]): ReadableStream<Uint8Array> {
  const lines = linesOf(store, projectId, taskIds);
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

async function* linesOf(store: Store, projectId: string, taskIds: readonly string[]) {
  for (const taskId of taskIds) {
    const task = await findTask(store, projectId, taskId);
    if (task !== null) yield describeTask(task);
  }
}
