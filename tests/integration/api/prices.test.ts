import { afterAll, beforeAll, expect, test } from "vitest";

import { DELETE as deletePrice } from "#app/api/v1/prices/[id]/route.ts";
import { GET as readModels } from "#app/api/v1/models/route.ts";
import { GET as readPrices, PUT as putPrice } from "#app/api/v1/prices/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { sayTable } from "#components/format/price-table.ts";
import { PRICE_TABLE, PRICE_TABLE_DATE } from "#lib/pricing/find-price.ts";
import { describeTable } from "#lib/server/describe-prices.ts";
import { createProject } from "#lib/store/create-project.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { listPriceRules, setPriceRule, withdrawPriceRule } from "#lib/store/price-rules.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

let api: TestApi;
let admin: string;
beforeAll(async () => {
  api = await openApi();
  const key = { projectId: api.runtime.project.id, scope: "admin", name: "prices" } as const;
  admin = (await createApiKey(api.runtime.store, key)).plaintext;
});
afterAll(async () => {
  await api.close();
});

const RULE = {
  model: "house-llm",
  from: "2020-01-01T00:00:00Z",
  usd_per_million_tokens: { input: "1", output: "2" },
  note: "contract 7",
};

const put = async (body: object, key = admin): ReturnType<typeof ask> =>
  ask(putPrice, { key, body: JSON.stringify(body) });

/** One call of `house-llm`: 1,000 tokens in, 100 out. */
async function send(task: string): Promise<void> {
  const id = Buffer.from(task.padEnd(8)).toString("hex").slice(0, 16);
  const now = BigInt(Date.now()) * 1_000_000n;
  const attributes = Object.entries({
    "gen_ai.operation.name": { stringValue: "chat" },
    "gen_ai.provider.name": { stringValue: "vllm" },
    "gen_ai.request.model": { stringValue: "house-llm" },
    "gen_ai.usage.input_tokens": { intValue: "1000" },
    "gen_ai.usage.output_tokens": { intValue: "100" },
    "outturn.task.id": { stringValue: task },
  }).map(([key, value]) => ({ key, value }));
  const span = {
    traceId: id.repeat(2),
    spanId: id,
    name: "chat",
    startTimeUnixNano: `${now - 1_000_000n}`,
    endTimeUnixNano: `${now}`,
    attributes,
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: "test" }, spans: [span] }] }] });
  const sent = await ask(postTraces, { key: INGEST_KEY, headers: { "content-type": "application/json" }, body });
  expect(sent).toMatchObject({ status: 200, body: {} });
  await folded(api.runtime);
}

async function costOf(task: string): Promise<unknown> {
  const { body } = await ask(readTask, { key: READ_KEY, params: { id: task } });
  return (body as { calls: { cost_usd: string | null }[] }).calls[0]?.cost_usd;
}

test("a model without a price is listed first; once it has one, new calls cost that and old ones wait", async () => {
  await send("before");
  expect(await costOf("before")).toBeNull();
  const { body } = await ask(readPrices, { key: READ_KEY });
  expect(body).toMatchObject({
    table: { source: "genai-prices 0.1.8", published_at: "2026-09-23T10:11:04Z" },
    unpriced: [{ provider: "vllm", model: "house-llm", calls: 1, tokens: 1100, partly: false, listed: false }],
    rules: [],
  });
  expect((await put(RULE)).status).toBe(201);
  await send("after");
  expect(await costOf("after")).toBe("0.001200000");
  expect(await costOf("before")).toBeNull();
});

test("the same scope again takes the place of what was said, which stays to be looked up", async () => {
  const { body } = await put({ ...RULE, usd_per_million_tokens: { input: "3" } });
  expect(body).toMatchObject({ version: 2, usd_per_million_tokens: { input: "3" }, created_by: "key prices" });
  const rules = await listPriceRules(api.runtime.store, api.runtime.project.id);
  expect(rules.map(({ version, withdrawnAt }) => [version, withdrawnAt === null])).toEqual([
    [2, true],
    [1, false],
  ]);
  const id = rules[0]?.id ?? "";
  expect((await ask(deletePrice, { key: READ_KEY, params: { id } })).status).toBe(403);
  expect((await ask(deletePrice, { key: admin, params: { id } })).status).toBe(200);
  expect((await ask(deletePrice, { key: admin, params: { id } })).status).toBe(404);
  expect((await ask(deletePrice, { key: admin, params: { id: "7" } })).status).toBe(404);
});

test.each([
  [{ ...RULE, from: "soon" }, "`from`: must be a time such as 2026-11-01T00:00:00Z."],
  [{ ...RULE, until: RULE.from }, "`until` must be later than `from`."],
  [{ model: "x", from: RULE.from }, "Say a price in `usd_per_million_tokens` or `usd_per_use`, or a `percent`."],
  [{ ...RULE, percent: "-5" }, "A rule is either prices or a `percent`: send two."],
  [
    { ...RULE, usd_per_million_tokens: { input: "1e3" } },
    '`usd_per_million_tokens.input`: "1e3" is not a price: give dollars from 0 to 1,000,000, such as 0.15.',
  ],
])("%j is refused with what would do", async (body, message) => {
  expect(await put(body)).toMatchObject({ status: 400, body: { error: { message } } });
});

test("only an admin key sets prices, and no project touches another's", async () => {
  expect((await put(RULE, READ_KEY)).status).toBe(403);
  expect((await put(RULE, INGEST_KEY)).status).toBe(403);
  const { store, project } = api.runtime;
  const other = await createProject(store, { slug: "other", name: "Other" });
  const says = { kind: "percent", percent: "-5" } as const;
  const scope = {
    provider: "",
    model: "*",
    serviceTier: null,
    from: new Date(0),
    until: null,
    note: "",
    createdBy: "t",
  };
  const rule = await setPriceRule(store, other.id, { ...scope, says });
  expect(rule.version).toBe(1);
  expect(await withdrawPriceRule(store, project.id, rule.id)).toBe(false);
  expect((await listPriceRules(store, project.id)).some(({ id }) => id === rule.id)).toBe(false);
});

test("two people who save at once get versions one after the other", async () => {
  const { store, project } = api.runtime;
  const scope = { provider: "", serviceTier: null, from: new Date(0), until: null, note: "", createdBy: "t" };
  const set = async (model: string): Promise<number> =>
    (await setPriceRule(store, project.id, { ...scope, model, says: { kind: "percent", percent: "5" } })).version;
  const versions = await Promise.all(["a", "b", "c"].map(set));
  expect(new Set(versions).size).toBe(3);
});

test("the models tell the price table's version and age, and the project's own prices beside the list's", async () => {
  expect((await put({ ...RULE, model: "gpt-4o-mi*", note: "contract 8" })).status).toBe(201);
  const id = "e1".repeat(8);
  const span = chatSpan({ "outturn.task.id": "listed" }, { traceId: id.repeat(2), spanId: id });
  const headers = { "content-type": "application/json" };
  await ask(postTraces, { key: INGEST_KEY, headers, body: JSON.stringify(wrap([span])) });
  await folded(api.runtime);
  const { body } = await ask(readModels, { key: READ_KEY });
  const { table, models } = body as { table: object; models: { model: string }[] };
  expect(table).toEqual(((await ask(readPrices, { key: READ_KEY })).body as { table: object }).table);
  expect(models.find(({ model }) => model === "gpt-4o-mini")).toMatchObject({
    price_history: [{ source: PRICE_TABLE }],
    own_prices: [{ model: "gpt-4o-mi*", note: "contract 8" }],
  });
});

test("a table is stale once it is more than 45 days old", () => {
  const after = (days: number): Date => new Date(Date.parse(PRICE_TABLE_DATE) + days * 86_400_000);
  expect(describeTable(after(45))).toMatchObject({ age_days: 45, stale: false });
  expect(describeTable(after(46))).toMatchObject({ age_days: 46, stale: true });
  expect(sayTable(describeTable(after(1)))).toBe(`${PRICE_TABLE} of ${PRICE_TABLE_DATE.slice(0, 10)}, 1 day old`);
  expect(sayTable(describeTable(after(46)))).toContain("46 days old: prices may have changed since");
});
