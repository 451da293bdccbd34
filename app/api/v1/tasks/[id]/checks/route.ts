import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { CHECKS_BODY, checksEvent, readTaskId } from "#lib/server/task-events.ts";

export const POST = route("ingest", async ({ request, params, runtime, grant }) => {
  const taskId = readTaskId(params["id"] ?? "");
  const { checks } = parseJson(await readText(request), CHECKS_BODY);
  const event = checksEvent(taskId, checks, new Date());
  await runtime.store.write({ projectId: grant.projectId, calls: [], events: [event] });
  return json({ task_id: taskId, checks });
});
export const OPTIONS = preflight;
