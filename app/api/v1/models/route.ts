import { models } from "#lib/analysis/models.ts";
import { readRange } from "#lib/analysis/parse-metrics-query.ts";
import { describeModel } from "#lib/server/describe-models.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";

export const GET = route("read", async ({ url, runtime, grant }) => {
  const now = new Date();
  const range = readRange(url.searchParams, now);
  const measured = await models(runtime.reads, { projectId: grant.projectId, ...range });
  return json({ models: measured.map((model) => describeModel(model, now)) });
});
export const OPTIONS = preflight;
