import { describeRule, describeTable, findUnpriced } from "#lib/server/describe-prices.ts";
import { PRICE_BODY, readPriceRule } from "#lib/server/price-body.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayPrice } from "#lib/server/say-change.ts";
import { listPriceRules, setPriceRule } from "#lib/store/price-rules.ts";

export const GET = route("read", async ({ runtime, grant }) => {
  const now = new Date();
  const [rules, unpriced] = await Promise.all([
    listPriceRules(runtime.store, grant.projectId),
    findUnpriced(runtime.reads, grant.projectId, now),
  ]);
  return json({ table: describeTable(now), unpriced, rules: rules.map(describeRule) });
});

export const PUT = route("admin", async (call) => {
  const { request, runtime, grant } = call;
  const body = parseJson(await readText(request), PRICE_BODY);
  const rule = await setPriceRule(runtime.store, grant.projectId, readPriceRule(body, `key ${grant.keyName}`));
  runtime.prices.forget(grant.projectId);
  await writeDown(call, sayPrice(rule));
  return json(describeRule(rule), 201);
});
export const OPTIONS = preflight;
