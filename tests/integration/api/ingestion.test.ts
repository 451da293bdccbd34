import { afterAll, beforeAll, expect, test } from "vitest";

import { POST as postIngestion } from "#app/api/public/ingestion/route.ts";
import { GET as readTasks } from "#app/api/v1/tasks/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

const START = Date.now() - 60_000;
const at = (ms: number): string => new Date(START + ms).toISOString();

function event(id: string, type: string, body: object): object {
  return { id, type, timestamp: at(5000), body };
}

async function post(...batch: unknown[]): Promise<{ status: number; body: unknown }> {
  const basic = Buffer.from(`pk-any:${INGEST_KEY}`).toString("base64");
  const headers = { authorization: `Basic ${basic}`, "content-type": "application/json" };
  const { status, body } = await ask(postIngestion, { headers, body: JSON.stringify({ batch }) });
  return { status, body };
}

const done = (...ids: string[]): object => ({
  status: 207,
  body: { successes: ids.map((id) => ({ id, status: 201 })) },
});

async function taskOfType(type: string): Promise<unknown> {
  await folded(api.runtime);
  const { body } = await ask(readTasks, { key: READ_KEY, query: `task_type=${type}` });
  const { tasks } = body as { tasks: { id: string }[] };
  expect(tasks).toHaveLength(1);
  return (await ask(readTask, { key: READ_KEY, params: { id: tasks[0]?.id ?? "" } })).body;
}

test("a generation that is begun and ended in one batch is a call of its trace's task, priced, with its score", async () => {
  const traceId = "c1c1c1c1-c1c1-41c1-81c1-c1c1c1c1c1c1";
  const input = "a long message ".repeat(2000);
  const generation = { id: "g1", traceId, model: "gpt-4o-mini", input, startTime: at(0), completionStartTime: at(400) };
  const usageDetails = {
    prompt_tokens: 1000,
    completion_tokens: 100,
    total_tokens: 1100,
    prompt_tokens_details: { cached_tokens: 600 },
  };
  const answer = await post(
    event("e1", "trace-create", { id: traceId, name: "lead", userId: "u7", tags: ["tier:gold"] }),
    event("e2", "generation-create", generation),
    event("e3", "generation-update", { id: "g1", traceId, endTime: at(2000), usageDetails, costDetails: { total: 9 } }),
    event("e4", "score-create", { id: "s9", traceId, name: "polite", value: 1, dataType: "BOOLEAN" }),
    event("e5", "sdk-log", { log: "hello" }),
  );
  expect(answer).toMatchObject({ status: 207, body: { errors: [] } });
  expect((answer.body as { successes: unknown[] }).successes).toHaveLength(5);
  // 400 × $0.15 / 1e6 + 600 × $0.075 / 1e6 + 100 × $0.60 / 1e6.
  expect(await taskOfType("lead")).toMatchObject({
    cost_usd: "0.000165000",
    call_count: 1,
    checks: { polite: true },
    calls: [{ model: "gpt-4o-mini", ttft_ms: 400 }],
  });
});

test("a generation that is ended in a later batch is one call, however often the end is sent", async () => {
  const traceId = "c2".repeat(16);
  const begun = event("b1", "generation-create", { id: "g2", traceId, model: "gpt-4o-mini", startTime: at(0) });
  expect(await post(event("b0", "trace-create", { id: traceId, name: "late" }), begun)).toMatchObject({ status: 207 });
  const usage = { promptTokens: 1000, completionTokens: 100 };
  const ended = event("b2", "generation-update", { id: "g2", traceId, endTime: at(2000), usage });
  expect(await post(ended)).toMatchObject(done("b2"));
  expect(await post(ended)).toMatchObject(done("b2"));
  const wrong = { id: "g3", traceId, model: "gpt-4o-mini", level: "ERROR", statusMessage: "Rate limit reached" };
  expect(await post(event("b3", "generation-create", { ...wrong, startTime: at(1000) }))).toMatchObject(done("b3"));
  expect(await taskOfType("late")).toMatchObject({
    call_count: 2,
    calls: [{ cost_usd: "0.000210000" }, { failure: "rate_limited" }],
  });
});

test("each event that cannot be taken says why, and harms no other", async () => {
  const traceId = "c3".repeat(16);
  const answer = await post(
    "nothing",
    event("f1", "generation-update", { id: "lost", traceId, endTime: at(2000) }),
    event("f2", "generation-create", { id: "g", traceId: "run-7", startTime: at(0), endTime: at(1) }),
    event("f3", "generation-create", { id: "g", traceId, startTime: at(10), endTime: at(1) }),
    event("f4", "dataset-run", {}),
    event("f5", "span-create", { id: "s", traceId, startTime: at(0), endTime: at(1) }),
  );
  expect(answer).toMatchObject({ status: 207, body: { successes: [{ id: "f5", status: 201 }] } });
  const { errors } = answer.body as { errors: { id: string; status: number; message: string }[] };
  const said = new Map(errors.map(({ id, message }) => [id, message]));
  expect(said.get("event 0")).toContain("batch.0");
  expect(said.get("f1")).toContain("The start is not known here any more: send spans by Langfuse's OpenTelemetry SDK");
  expect(said.get("f2")).toContain('traceId "run7" is not 32 hex digits');
  expect(said.get("f3")).toContain("is before startTimeUnixNano");
  expect(said.get("f4")).toContain('Events of type "dataset-run" are not taken');
  expect(errors.every(({ status }) => status === 400)).toBe(true);
});
