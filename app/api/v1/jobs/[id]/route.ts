import { OutturnError } from "#lib/domain/errors.ts";
import { describeJob } from "#lib/server/describe-job.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayStopped } from "#lib/server/say-change.ts";
import { cancelJob, findJob } from "#lib/store/jobs.ts";
import type { ApiCall } from "#lib/server/route.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const GET = route("read", async (call) => json(await readJob(call)));

/** Asks it to stop; what it has done stays done, and is said. */
export const DELETE = route("admin", async (call) => {
  const job = await readJob(call);
  if (!(await cancelJob(call.runtime.store, call.grant.projectId, job.id))) {
    throw new OutturnError("conflict", `Job "${job.id}" has ended already: ${job.state}.`);
  }
  await writeDown(call, sayStopped(job.id));
  return json(await readJob(call));
});
export const OPTIONS = preflight;

async function readJob({ params, runtime, grant }: ApiCall): Promise<ReturnType<typeof describeJob>> {
  const id = params["id"] ?? "";
  const job = UUID.test(id) ? await findJob(runtime.store, grant.projectId, id) : null;
  if (job === null) throw new OutturnError("not_found", `There is no job "${id}": GET /api/v1/jobs lists them.`);
  return describeJob(job);
}
