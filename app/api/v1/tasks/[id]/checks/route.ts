import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { CHECKS_BODY, saidChecks, readTaskId } from "#lib/server/task-statements.ts";
import { recordEvents } from "#lib/store/record-event.ts";

export const POST = route("ingest", async ({ request, params, runtime, grant }) => {
  const taskId = readTaskId(params["id"] ?? "");
  const { checks } = parseJson(await readText(request), CHECKS_BODY);
  await recordEvents(runtime.store, grant.projectId, [saidChecks(taskId, checks, new Date())]);
  return json({ task_id: taskId, checks });
});
export const OPTIONS = preflight;
