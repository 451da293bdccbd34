import { describeDecision, DECISION_BODY, readDecision } from "#lib/server/decision-body.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayDecision } from "#lib/server/say-change.ts";
import { listDecisions, recordDecision } from "#lib/store/decisions.ts";

/** Far enough that no decision is left out. */
const END_OF_TIME = new Date("9999-01-01T00:00:00Z");

export const GET = route("read", async ({ runtime, grant }) => {
  const decisions = await listDecisions(runtime.store, grant.projectId, END_OF_TIME);
  return json({ decisions: decisions.map(describeDecision) });
});

export const POST = route("admin", async (call) => {
  const { request, runtime, grant } = call;
  const body = parseJson(await readText(request), DECISION_BODY);
  const said = { projectId: grant.projectId, createdBy: grant.keyName, now: new Date() };
  const decision = await recordDecision(runtime.store, readDecision(body, said));
  await writeDown(call, sayDecision(decision));
  return json(describeDecision(decision), 201);
});
export const OPTIONS = preflight;
