import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readBills, POST as postBill } from "#app/api/v1/bills/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { call } from "#tests/integration/analysis/calls.ts";
import { ask, folded, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
let admin: string;
beforeAll(async () => {
  api = await openApi();
  const { store, project } = api.runtime;
  admin = (await createApiKey(store, { projectId: project.id, scope: "admin", name: "bills" })).plaintext;
  const other = { model: "o3", requestModel: "o3" };
  const unknown = { total: null, input: null, possiblyBilled: null, estimated: false, source: null };
  await store.write({
    projectId: project.id,
    events: [],
    calls: [
      // Two cents of gpt-4o-mini and one of o3 on Tuesday; a cent of gpt-4o-mini and a call without a price on Wednesday.
      call("a", "2026-11-03T10:00:00Z"),
      call("b", "2026-11-03T23:59:59Z"),
      call("c", "2026-11-03T12:00:00Z", other),
      call("d", "2026-11-04T00:00:00Z"),
      call("e", "2026-11-04T10:00:00Z", { model: "gpt-next", requestModel: "gpt-next", cost: unknown }),
      // Another provider's, which the bill does not cover.
      call("f", "2026-11-03T10:00:00Z", { provider: "anthropic", model: "claude-opus-5" }),
    ],
  });
  await folded(api.runtime);
});
afterAll(async () => {
  await api.close();
});

const COSTS = [
  "start_time_iso,amount_value,amount_currency,line_item",
  '2026-11-03T00:00:00+00:00,0.015,usd,"gpt-4o-mini-2024-07-18, input"',
  '2026-11-03T00:00:00+00:00,0.005,usd,"gpt-4o-mini-2024-07-18, output"',
  '2026-11-03T00:00:00+00:00,0.04,usd,"gpt-4.1-2025-04-14, output"',
  '2026-11-04T00:00:00+00:00,0.02,usd,"gpt-4o-mini-2024-07-18, input"',
  '2026-11-04T00:00:00+00:00,0.02,usd,"gpt-next, input"',
  "2026-11-04T00:00:00+00:00,-0.001,usd,",
].join("\n");

const row = (model: string, difference: string, billed: string | null, captured: string) => ({
  provider: "openai",
  model,
  difference,
  billed_usd: billed,
  captured_usd: captured,
});

test("a bill is compared by day and model, and every difference is named", async () => {
  const { status, body } = await ask(postBill, { key: admin, body: COSTS });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    lines: 6,
    // 0.020 + 0.010 of 0.100, the credit aside: the cent of o3 does not make up for gpt-4.1.
    captured_share: 0.3,
    billed_usd: "0.099000000",
    captured_usd: "0.040000000",
    days: [
      { day: "2026-11-03", ...row("gpt-4.1", "not_captured", "0.040000000", "0.000000000") },
      { day: "2026-11-03", ...row("gpt-4o-mini", "same", "0.020000000", "0.020000000") },
      { day: "2026-11-03", ...row("o3", "not_on_the_bill", null, "0.010000000") },
      { day: "2026-11-04", ...row("gpt-4o-mini", "partly_captured", "0.020000000", "0.010000000") },
      { day: "2026-11-04", ...row("gpt-next", "without_price", "0.020000000", "0.000000000"), unpriced_calls: 1 },
      { day: "2026-11-04", ...row("", "of_no_model", "-0.001000000", "0.000000000") },
    ],
  });
});

test("the same days again take the place of what was imported, and a range reads them back", async () => {
  await ask(postBill, { key: admin, body: COSTS });
  const { body } = await ask(readBills, { key: READ_KEY, query: "from=2026-11-03T00:00:00Z&to=2026-11-04T00:00:00Z" });
  expect(body).toMatchObject({ lines: 3, billed_usd: "0.060000000" });
  expect(
    await ask(readBills, { key: READ_KEY, query: "from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z" }),
  ).toMatchObject({
    body: { lines: 0, captured_share: null, models: [] },
  });
});

test("where only usage is exported, tokens are compared", async () => {
  const usage =
    "start_time_iso,num_model_requests,model,input_tokens,output_tokens\n" +
    "2026-11-05T00:00:00+00:00,1,gpt-4o-mini,1000,50\n";
  const { store, project } = api.runtime;
  await store.write({ projectId: project.id, calls: [call("u", "2026-11-05T10:00:00Z")], events: [] });
  await folded(api.runtime);
  expect((await ask(postBill, { key: admin, body: usage })).body).toMatchObject({
    captured_share: null,
    models: [
      { model: "gpt-4o-mini", difference: "same", billed_usd: null, billed_tokens: 1050, captured_tokens: 1050 },
    ],
  });
});

test("what is no export is refused, and only an admin key imports", async () => {
  expect(await ask(postBill, { key: admin, body: "a,b\n1,2\n" })).toMatchObject({ status: 400 });
  expect((await ask(postBill, { key: READ_KEY, body: COSTS })).status).toBe(403);
});
