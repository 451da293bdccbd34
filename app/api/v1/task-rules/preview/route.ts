import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { describePreview, readTaskRules, TASK_RULES } from "#lib/server/task-rules-body.ts";
import { previewTaskRules } from "#lib/store/task-rules.ts";

/** What rules would change of the latest tasks; nothing is written. */
export const POST = route("read", async ({ request, runtime, grant }) => {
  const rules = readTaskRules(parseJson(await readText(request), TASK_RULES));
  return json(describePreview(await previewTaskRules(runtime.store, grant.projectId, rules)));
});
export const OPTIONS = preflight;
