import { afterAll, beforeAll, expect, test } from "vitest";

import { POST as postScore } from "#app/api/public/scores/route.ts";
import { POST as postMark } from "#app/api/v1/marks/route.ts";
import { GET as readMetrics } from "#app/api/v1/metrics/route.ts";
import { POST as postOutcomes } from "#app/api/v1/outcomes/route.ts";
import { POST as postChecks } from "#app/api/v1/tasks/[id]/checks/route.ts";
import { POST as postOutcome } from "#app/api/v1/tasks/[id]/outcome/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { GET as readTasks } from "#app/api/v1/tasks/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

async function say(id: string, said: object): Promise<number> {
  return (await ask(postOutcome, { key: INGEST_KEY, params: { id }, body: JSON.stringify(said) })).status;
}

async function readBack(id: string): Promise<Record<string, unknown>> {
  const { body } = await ask(readTask, { key: READ_KEY, params: { id } });
  return body as Record<string, unknown>;
}

test("a reviewed outcome wins over one reported later", async () => {
  expect(await say("reviewed", { outcome: "failed", reason: "wrong vendor", source: "reviewed" })).toBe(200);
  expect(await say("reviewed", { outcome: "succeeded", at: new Date(Date.now() + 3_600_000).toISOString() })).toBe(200);
  expect(await readBack("reviewed")).toMatchObject({
    outcome: "failed",
    outcome_source: "reviewed",
    failure_reason: "wrong vendor",
  });
});

test("an outcome that is none names the field and what would do", async () => {
  const { status, body } = await ask(postOutcome, { key: INGEST_KEY, params: { id: "x" }, body: '{"outcome":"won"}' });
  expect(status).toBe(400);
  expect(body).toEqual({
    error: { code: "bad_request", message: "`outcome`: must be succeeded, failed, cancelled." },
  });
});

test("a task id of more than 256 characters is refused, and text that Postgres could not keep is kept readable", async () => {
  expect(await say("i".repeat(257), { outcome: "failed" })).toBe(400);
  expect(await say("nul", { outcome: "failed", reason: "a\u0000b" })).toBe(200);
  expect(await readBack("nul")).toMatchObject({ failure_reason: "a\uFFFDb" });
});

test("checks are kept by name, the later word on each", async () => {
  const body = (checks: object): string => JSON.stringify({ checks });
  const asked = { key: INGEST_KEY, params: { id: "checked" } };
  expect((await ask(postChecks, { ...asked, body: body({ right_tool: true, polite: true }) })).status).toBe(200);
  expect((await ask(postChecks, { ...asked, body: body({ polite: "yes" }) })).status).toBe(400);
  expect((await ask(postChecks, { ...asked, body: body({}) })).status).toBe(400);
  expect(await readBack("checked")).toMatchObject({ checks: { right_tool: true, polite: true } });
});

test("many outcomes arrive as CSV, and one bad line keeps all of them out", async () => {
  const csv = { key: INGEST_KEY, headers: { "content-type": "text/csv" } };
  const good = await ask(postOutcomes, {
    ...csv,
    body: 'task_id,outcome,reason\nc1,failed,"late, and ""wrong"""\nc2,succeeded,\n',
  });
  expect(good).toMatchObject({ status: 200, body: { accepted: 2 } });
  expect(await readBack("c1")).toMatchObject({ outcome: "failed", failure_reason: 'late, and "wrong"' });
  const bad = await ask(postOutcomes, { ...csv, body: "task_id,outcome\nc3,succeeded\nc4,perhaps\n" });
  expect(bad).toMatchObject({ status: 400, body: { error: { code: "bad_request" } } });
  expect((await ask(readTask, { key: READ_KEY, params: { id: "c3" } })).status).toBe(404);
});

test("the same Idempotency-Key again changes nothing, and is refused for other content", async () => {
  const send = async (outcome: string): ReturnType<typeof ask> =>
    ask(postOutcomes, {
      key: INGEST_KEY,
      headers: { "idempotency-key": "batch-7" },
      body: JSON.stringify([{ task_id: "once", outcome }]),
    });
  expect((await send("failed")).body).toEqual({ accepted: 1 });
  expect((await send("failed")).body).toEqual({ accepted: 1 });
  expect((await readBack("once"))["events"]).toHaveLength(1);
  expect((await send("succeeded")).status).toBe(409);
});

test("the same mark twice is one mark", async () => {
  const body = JSON.stringify({ at: "2026-11-22T10:00:00Z", label: "prompt v8", kind: "prompt" });
  expect((await ask(postMark, { key: INGEST_KEY, body })).status).toBe(201);
  expect((await ask(postMark, { key: INGEST_KEY, body })).status).toBe(201);
  const projectId = api.runtime.project.id;
  expect(await api.runtime.prisma.mark.count({ where: { projectId } })).toBe(1);
});

test("a span that was acknowledged is in the figures after the next fold, under the name of its key", async () => {
  const nano = (ms: number): string => `${ms}000000`;
  const now = Date.now();
  const span = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    name: "chat gpt-4o-mini",
    kind: 3,
    startTimeUnixNano: nano(now - 2_000),
    endTimeUnixNano: nano(now - 1_000),
    attributes: [
      { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
      { key: "gen_ai.provider.name", value: { stringValue: "openai" } },
      { key: "gen_ai.request.model", value: { stringValue: "gpt-4o-mini" } },
      { key: "gen_ai.usage.input_tokens", value: { intValue: "1000" } },
      { key: "gen_ai.usage.output_tokens", value: { intValue: "100" } },
      { key: "outturn.task.id", value: { stringValue: "spanned" } },
    ],
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: "t" }, spans: [span] }] }] });
  const headers = { "content-type": "application/json" };
  expect(await ask(postTraces, { key: INGEST_KEY, headers, body })).toMatchObject({ status: 200, body: {} });
  await folded(api.runtime);
  // 1,000 × $0.15 / 1e6 + 100 × $0.60 / 1e6.
  const figures = await ask(readMetrics, { key: READ_KEY, query: "group_by=model,key&model=gpt-4o-mini" });
  expect(figures.body).toMatchObject({
    rows: [{ model: "gpt-4o-mini", key: "environment", calls: 1, cost_usd: "0.000210000" }],
  });
  const listed = await ask(readTasks, { key: READ_KEY, query: "entry_model=gpt-4o-mini&limit=1" });
  expect(listed.body).toMatchObject({ tasks: [{ id: "spanned", calls: 1, cost_usd: "0.000210000" }], cursor: null });
});

test("a parameter that does not exist is named", async () => {
  const { status, body } = await ask(readTasks, { key: READ_KEY, query: "color=red" });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('\\"color\\" is not a parameter here');
});

test("a score sent as Langfuse's clients do becomes a check of the task of its trace", async () => {
  const traceId = "7".repeat(32);
  const span = chatSpan({ "outturn.task.id": "scored" }, { traceId });
  const sent = await ask(postTraces, {
    key: INGEST_KEY,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wrap([span])),
  });
  expect(sent.status).toBe(200);
  const score = { id: "s1", name: "polite", value: 1, dataType: "BOOLEAN", traceId };
  const answer = await ask(postScore, { key: INGEST_KEY, body: JSON.stringify(score) });
  expect(answer).toMatchObject({ status: 200, body: { id: "s1" } });
  expect(await readBack("scored")).toMatchObject({ checks: { polite: true } });
  const basic = Buffer.from(`public:${INGEST_KEY}`).toString("base64");
  const request = new Request("http://localhost/api/public/scores", {
    method: "POST",
    headers: { authorization: `Basic ${basic}`, "content-type": "application/json" },
    body: JSON.stringify({ ...score, id: "s2", value: 0 }),
  });
  expect((await postScore(request, { params: Promise.resolve({}) })).status).toBe(200);
});

test("an answer from a gateway's cache is a call of its own kind that costs nothing", async () => {
  const asked = { headers: { "content-type": "application/json" }, key: INGEST_KEY };
  const fresh = chatSpan({ "outturn.task.id": "cached" }, { traceId: "8".repeat(32), name: "litellm_request" });
  const cached = chatSpan(
    { "outturn.task.id": "cached", hidden_params: "{'cache_hit': True}" },
    { traceId: "8".repeat(32), spanId: "8".repeat(16), name: "litellm_request" },
  );
  const body = JSON.stringify(wrap([fresh, cached], { scope: "litellm" }));
  expect(await ask(postTraces, { ...asked, body })).toMatchObject({ status: 200, body: {} });
  await folded(api.runtime);
  // 1,000 × $0.15 / 1e6 + 100 × $0.60 / 1e6, once.
  expect(await readBack("cached")).toMatchObject({ call_count: 2, cost_usd: "0.000210000" });
  const { calls } = (await readBack("cached")) as { calls: { from_cache: boolean; cost_usd: string }[] };
  const costs = new Map(calls.map(({ from_cache, cost_usd }) => [from_cache, cost_usd]));
  expect([costs.get(false), costs.get(true)]).toEqual(["0.000210000", "0.000000000"]);
  const figures = await ask(readMetrics, { key: READ_KEY, query: "" });
  expect(figures.body).toMatchObject({ rows: [{ cached_calls: 1 }] });
});
