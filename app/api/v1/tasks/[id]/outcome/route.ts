import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { OUTCOME_BODY, saidOutcome, readTaskId } from "#lib/server/task-statements.ts";
import { recordEvents } from "#lib/store/record-event.ts";

export const POST = route("ingest", async ({ request, params, runtime, grant }) => {
  const taskId = readTaskId(params["id"] ?? "");
  const body = parseJson(await readText(request), OUTCOME_BODY);
  await recordEvents(runtime.store, grant.projectId, [saidOutcome(taskId, body, new Date())]);
  return json({ task_id: taskId, outcome: body.outcome });
});
export const OPTIONS = preflight;
