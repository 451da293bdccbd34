import { failures, parseFailuresQuery } from "#lib/analysis/failures.ts";
import { queryContext } from "#lib/server/query-context.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";

export const GET = route("read", async (call) => {
  const query = parseFailuresQuery(call.url.searchParams, await queryContext(call));
  return json(await failures(call.runtime.reads, query));
});
export const OPTIONS = preflight;
