import { metricsJson } from "#lib/analysis/metrics.ts";
import { parseMetricsQuery } from "#lib/analysis/parse-metrics-query.ts";
import { queryContext } from "#lib/server/query-context.ts";
import { jsonBytes } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";

export const GET = route("read", async (call) => {
  const query = parseMetricsQuery(call.url.searchParams, await queryContext(call));
  return jsonBytes(await metricsJson(call.runtime.reads, query));
});
export const OPTIONS = preflight;
