import { describePolicy } from "#lib/server/describe-policy.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { listRoutingPolicies } from "#lib/store/routing-policy.ts";

export const GET = route("read", async ({ runtime, grant }) => {
  const versions = await listRoutingPolicies(runtime.store, grant.projectId);
  return json({ versions: versions.map(describePolicy) });
});
export const OPTIONS = preflight;
