import { parseJson, readText } from "#lib/server/read-json.ts";
import { describeJob } from "#lib/server/describe-job.ts";
import { readRepriceRequest, REPRICE_BODY } from "#lib/server/reprice-body.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayReprice } from "#lib/server/say-change.ts";
import { createRepriceJob } from "#lib/store/jobs.ts";

export const POST = route("admin", async (call) => {
  const { request, runtime, grant } = call;
  const asked = readRepriceRequest(parseJson(await readText(request), REPRICE_BODY));
  const { projectId, keyName } = grant;
  const job = await createRepriceJob(runtime.store, { projectId, request: asked, requestedBy: `key ${keyName}` });
  await writeDown(call, sayReprice(asked));
  return json(describeJob(job), 202);
});
export const OPTIONS = preflight;
