import { describeJob } from "#lib/server/describe-job.ts";
import { ERASE_BODY, readEraseRequest, sayErasure } from "#lib/server/erase-body.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeAudit } from "#lib/store/audit.ts";
import { createEraseJob } from "#lib/store/jobs.ts";

export const POST = route("admin", async ({ request, runtime, grant }) => {
  const asked = readEraseRequest(parseJson(await readText(request), ERASE_BODY));
  const { projectId, actor } = grant;
  const job = await createEraseJob(runtime.store, { projectId, request: asked, requestedBy: actor });
  await writeAudit(runtime.store, { projectId, actor, action: "data.erase", said: sayErasure(asked) });
  return json(describeJob(job), 202);
});
export const OPTIONS = preflight;
