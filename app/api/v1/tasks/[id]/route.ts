import { OutturnError } from "#lib/domain/errors.ts";
import { describeTask } from "#lib/server/describe-task.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { readTaskId } from "#lib/server/task-statements.ts";
import { findTask } from "#lib/store/find-task.ts";

export const GET = route("read", async ({ params, runtime, grant }) => {
  const taskId = readTaskId(params["id"] ?? "");
  const task = await findTask(runtime.store, grant.projectId, taskId);
  if (task === null) throw new OutturnError("not_found", `There is no task "${taskId}" in this project.`);
  return json(describeTask(task));
});
export const OPTIONS = preflight;
