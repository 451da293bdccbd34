import { OutturnError } from "#lib/domain/errors.ts";
import { describePolicy } from "#lib/server/describe-policy.ts";
import { POLICY_BODY } from "#lib/server/policy-body.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayPolicy } from "#lib/server/say-change.ts";
import { findRoutingPolicy, saveRoutingPolicy } from "#lib/store/routing-policy.ts";

/** Asked by the library's router with the key it sends spans with, and by people with one for reading. */
export const GET = route(["ingest", "read"], async ({ url, runtime, grant }) => {
  const version = readVersion(url.searchParams.get("version"));
  const policy = await findRoutingPolicy(runtime.store, grant.projectId, version);
  if (policy !== null) return json(describePolicy(policy));
  const wanted =
    version === null ? "This project has no routing policy" : `There is no version ${version} of the policy`;
  throw new OutturnError("not_found", `${wanted}: save one with PUT /api/v1/policy.`);
});

export const PUT = route("admin", async (call) => {
  const { rules, note } = parseJson(await readText(call.request), POLICY_BODY);
  const { projectId, keyName: createdBy } = call.grant;
  const policy = await saveRoutingPolicy(call.runtime.store, { projectId, rules, note: note ?? null, createdBy });
  await writeDown(call, sayPolicy(policy.version));
  return json(describePolicy(policy));
});
export const OPTIONS = preflight;

function readVersion(text: string | null): number | null {
  if (text === null) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new OutturnError("bad_request", `\`version\`: "${text}" is no version: send a whole number from 1 on.`);
}
