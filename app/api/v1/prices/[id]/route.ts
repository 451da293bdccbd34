import { OutturnError } from "#lib/domain/errors.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayWithdrawn } from "#lib/server/say-change.ts";
import { withdrawPriceRule } from "#lib/store/price-rules.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const DELETE = route("admin", async (call) => {
  const { params, runtime, grant } = call;
  const id = params["id"] ?? "";
  if (!UUID.test(id) || !(await withdrawPriceRule(runtime.store, grant.projectId, id))) {
    throw new OutturnError("not_found", `There is no price "${id}" in force: GET /api/v1/prices lists them.`);
  }
  runtime.prices.forget(grant.projectId);
  await writeDown(call, sayWithdrawn(id));
  return json({ id, withdrawn: true });
});
export const OPTIONS = preflight;
