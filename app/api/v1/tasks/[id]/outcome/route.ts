import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { OUTCOME_BODY, outcomeEvent, readTaskId } from "#lib/server/task-events.ts";

export const POST = route("ingest", async ({ request, params, runtime, grant }) => {
  const taskId = readTaskId(params["id"] ?? "");
  const body = parseJson(await readText(request), OUTCOME_BODY);
  const event = outcomeEvent(taskId, body, new Date());
  await runtime.store.write({ projectId: grant.projectId, calls: [], events: [event] });
  return json({ task_id: taskId, outcome: body.outcome });
});
export const OPTIONS = preflight;
