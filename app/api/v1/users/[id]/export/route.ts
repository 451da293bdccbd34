import { OutturnError } from "#lib/domain/errors.ts";
import { exportTasks } from "#lib/server/export-tasks.ts";
import { preflight, route } from "#lib/server/route.ts";
import { readTaskId } from "#lib/server/task-statements.ts";
import { writeAudit } from "#lib/store/audit.ts";
import { listTasksOfUser } from "#lib/store/erase-tasks.ts";

export const GET = route("admin", async ({ params, runtime, grant }) => {
  const userId = readTaskId(params["id"] ?? "");
  const { projectId, actor } = grant;
  const taskIds = await listTasksOfUser(runtime.store, projectId, userId);
  if (taskIds.length === 0) throw new OutturnError("not_found", `Nothing here is of a user "${userId}".`);
  // Whose it was is not written down: the record outlives what may have to be forgotten.
  await writeAudit(runtime.store, {
    projectId,
    actor,
    action: "data.export",
    said: "Exported everything about a user.",
  });
  return new Response(exportTasks(runtime, projectId, taskIds), {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": 'attachment; filename="user.jsonl"',
      "cache-control": "no-store",
    },
  });
});
export const OPTIONS = preflight;
