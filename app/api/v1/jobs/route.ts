import { describeJob } from "#lib/server/describe-job.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { listJobs } from "#lib/store/jobs.ts";

export const GET = route("read", async ({ runtime, grant }) => {
  const jobs = await listJobs(runtime.store, grant.projectId);
  return json({ jobs: jobs.map(describeJob) });
});
export const OPTIONS = preflight;
