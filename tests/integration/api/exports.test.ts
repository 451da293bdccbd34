import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { POST as postLogs } from "#app/v1/logs/route.ts";
import { POST as postMetrics } from "#app/v1/metrics/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { placeAwaiting } from "#lib/store/await-calls.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { logRecord, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

const headers = { "content-type": "application/json" };
const sent = (body: object) => ({ key: INGEST_KEY, headers, body: JSON.stringify(body) });

test("a session that comes as logs is a task with its calls, and its evaluation a check on it", async () => {
  const claude = {
    "event.name": "api_request",
    "session.id": "session-1",
    "prompt.id": "prompt-1",
    model: "claude-sonnet-4-5",
    duration_ms: "900",
    input_tokens: "10",
    output_tokens: "20",
  };
  const records = [
    logRecord({ ...claude, request_id: "req_a", "outturn.task.id": "from-logs" }),
    logRecord({ ...claude, request_id: "req_b", "outturn.task.id": "from-logs" }),
  ];
  const posted = await ask(postLogs, sent(wrapLogs(records, "com.anthropic.claude_code.events")));
  expect([posted.status, posted.body]).toEqual([200, {}]);
  const verdict = {
    "gen_ai.evaluation.name": "tidy",
    "gen_ai.evaluation.score.label": "fail",
    "outturn.task.id": "from-logs",
  };
  expect((await ask(postLogs, sent(wrapLogs([logRecord(verdict)])))).status).toBe(200);
  await folded(api.runtime);
  const { body } = await ask(readTask, { key: READ_KEY, params: { id: "from-logs" } });
  expect(body).toMatchObject({ call_count: 2, checks: { tidy: false } });
});

test("an evaluation that comes later finds the task by the trace it judges", async () => {
  const traceId = "1123456789abcdef0123456789abcdef";
  expect((await ask(postTraces, sent(wrap([chatSpan({ "outturn.task.id": "judged" }, { traceId })])))).status).toBe(
    200,
  );
  const verdict = { "gen_ai.evaluation.name": "right", "gen_ai.evaluation.score.label": "pass" };
  const record = logRecord(verdict, { traceId, spanId: "0123456789abcdef" });
  expect((await ask(postLogs, sent(wrapLogs([record])))).status).toBe(200);
  await folded(api.runtime);
  const { body } = await ask(readTask, { key: READ_KEY, params: { id: "judged" } });
  expect(body).toMatchObject({ call_count: 1, checks: { right: true } });
});

test("metrics are answered with success in their own encoding", async () => {
  const posted = await ask(postMetrics, sent({ resourceMetrics: [] }));
  expect([posted.status, posted.body]).toEqual([200, {}]);
  expect(posted.headers.get("content-type")).toBe("application/json");
});

/** An evaluation that names nothing but the provider's answer. */
const verdictOn = (responseId: string, label: string) =>
  logRecord({
    "gen_ai.evaluation.name": "helpful",
    "gen_ai.evaluation.score.label": label,
    "gen_ai.response.id": responseId,
  });

/** Looks at once for what waits, as the server does in a while; whichever of both looks first, it is placed. */
async function placedChecks(id: string): Promise<unknown> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    await api.runtime.store.pool.query("update awaiting_call set look_at = now()");
    await placeAwaiting(api.runtime.store);
    await folded(api.runtime);
    const { body } = await ask(readTask, { key: READ_KEY, params: { id } });
    const { checks } = body as { checks?: object };
    if (Object.keys(checks ?? {}).length > 0 || Date.now() > deadline) return checks;
  }
}

test("an evaluation that names only the answer it judges is a check of that call's task", async () => {
  const call = chatSpan(
    { "outturn.task.id": "answered", "gen_ai.response.id": "resp-1" },
    { traceId: "a1".repeat(16) },
  );
  expect((await ask(postTraces, sent(wrap([call])))).status).toBe(200);
  const posted = await ask(postLogs, sent(wrapLogs([verdictOn("resp-1", "pass")])));
  expect([posted.status, posted.body]).toEqual([200, {}]);
  expect(await placedChecks("answered")).toEqual({ helpful: true });
});

test("an evaluation that comes before its call waits for it, and sent twice it is one", async () => {
  const early = sent(wrapLogs([verdictOn("resp-2", "fail")]));
  expect((await ask(postLogs, early)).status).toBe(200);
  expect(await placeAwaiting(api.runtime.store)).toMatchObject({ placed: 0, givenUp: 0 });
  const call = chatSpan({ "outturn.task.id": "late", "gen_ai.response.id": "resp-2" }, { traceId: "b2".repeat(16) });
  expect((await ask(postTraces, sent(wrap([call])))).status).toBe(200);
  expect(await placedChecks("late")).toEqual({ helpful: false });
  expect((await ask(postLogs, early)).status).toBe(200);
  expect(await placedChecks("late")).toEqual({ helpful: false });
  const waiting = await api.runtime.store.pool.query("select id from awaiting_call");
  expect(waiting.rows).toEqual([]);
});
