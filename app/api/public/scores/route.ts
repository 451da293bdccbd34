import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { SCORE_BODY, scoreEvent } from "#lib/server/take-score.ts";

/** A score as Langfuse's clients send it. */
export const POST = route("ingest", async ({ request, runtime, grant }) => {
  const body = parseJson(await readText(request), SCORE_BODY);
  const { conversationIsTask } = await runtime.rules.of(grant.projectId);
  const event = scoreEvent(body, { nowMs: Date.now(), conversationIsTask });
  await runtime.store.write({ projectId: grant.projectId, calls: [], events: [event] });
  return json({ id: body.id ?? event.contentHash });
});
export const OPTIONS = preflight;
