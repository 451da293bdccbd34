import { findDrift } from "#lib/analysis/find-drift.ts";
import { models } from "#lib/analysis/models.ts";
import { readRange } from "#lib/analysis/parse-metrics-query.ts";
import { describeDrift, describeModel } from "#lib/server/describe-models.ts";
import { describeTable } from "#lib/server/describe-prices.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { listPriceRules } from "#lib/store/price-rules.ts";
import { listServed } from "#lib/store/served-models.ts";

export const GET = route("read", async ({ url, runtime, grant }) => {
  const now = new Date();
  const range = readRange(url.searchParams, now);
  const [measured, served, rules] = await Promise.all([
    models(runtime.reads, { projectId: grant.projectId, ...range }),
    listServed(runtime.store, grant.projectId),
    listPriceRules(runtime.store, grant.projectId),
  ]);
  return json({
    table: describeTable(now),
    models: measured.map((model) => describeModel(model, { now, rules })),
    drift: findDrift(served).map(describeDrift),
  });
});
export const OPTIONS = preflight;
