import { NO_RULES } from "#lib/domain/task-rules.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayTaskRules } from "#lib/server/say-change.ts";
import type { Runtime } from "#lib/server/runtime.ts";
import { describeSaved, readTaskRules, TASK_RULES_BODY } from "#lib/server/task-rules-body.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { findTaskRules, saveTaskRules } from "#lib/store/task-rules.ts";

export const GET = route("read", async ({ runtime, grant }) => json(await describe(runtime, grant.projectId)));

export const PUT = route("admin", async (call) => {
  const { request, runtime, grant } = call;
  const { apply_to_history: toHistory, ...body } = parseJson(await readText(request), TASK_RULES_BODY);
  const fromUs = toHistory ? null : Date.now() * 1000;
  await saveTaskRules(runtime.store, grant.projectId, { rules: readTaskRules(body), fromUs });
  runtime.rules.forget(grant.projectId);
  await writeDown(call, sayTaskRules(toHistory));
  return json(await describe(runtime, grant.projectId));
});
export const OPTIONS = preflight;

async function describe({ store }: Runtime, projectId: string) {
  const [saved, { marks }] = await Promise.all([findTaskRules(store, projectId), readFoldLag(store)]);
  return describeSaved(saved, saved.versions.at(-1)?.rules ?? NO_RULES, marks);
}
