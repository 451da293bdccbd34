import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { NO_RULES } from "#lib/domain/task-rules.ts";
import { acceptMetrics } from "#lib/ingest/accept-logs.ts";
import { MemoryStore } from "#lib/ingest/memory-store.ts";
import { logRecord, logsToProtobuf, sendLogs, wrapLogs } from "./support/logs.ts";
import { chatSpan, event, NOW_MS, send, START_NS, wrap } from "./support/spans.ts";

const PROTOBUF = { contentType: "application/x-protobuf" } as const;
const TRACE = { traceId: "0123456789abcdef0123456789abcdef", spanId: "0123456789abcdef" } as const;
const START_US = Number(START_NS / 1000n);
const CLAUDE = "com.anthropic.claude_code.events";
const API_REQUEST = {
  "event.name": "api_request",
  "session.id": "s-1",
  "prompt.id": "p-1",
  model: "claude-sonnet-4-5",
  cost_usd: "0.0123",
  duration_ms: "1500",
  input_tokens: "10",
  output_tokens: "200",
  cache_read_tokens: "5000",
  cache_creation_tokens: "40",
  request_id: "req_011",
} as const;

describe("Claude Code's api_request", () => {
  test("is a call with its tokens, its time and its money, priced here and not taken from the log", async () => {
    const { answer, calls } = await sendLogs(wrapLogs([logRecord(API_REQUEST)], CLAUDE));
    expect([answer.status, answer.body]).toEqual([200, "{}"]);
    expect(calls).toMatchObject([
      {
        operation: "generation",
        provider: "anthropic",
        model: "claude-sonnet-4-5",
        requestId: "req_011",
        startUs: START_US - 1_500_000,
        endUs: START_US,
        failure: "ok",
        usage: { inputUncached: 10, cacheRead: 5000, cacheWrite5m: 40, output: 200 },
      },
    ]);
    // 10 × 3 + 5000 × 0.30 + 40 × 3.75 + 200 × 15 dollars a million.
    expect(calls[0]?.cost.total).toBe(4_680_000n);
  });

  test("is the same call however often it is sent, and in either encoding, packed or not", async () => {
    const json = await sendLogs(wrapLogs([logRecord(API_REQUEST)], CLAUDE));
    const protobuf = await sendLogs(gzipSync(logsToProtobuf([logRecord(API_REQUEST)], CLAUDE)), {
      ...PROTOBUF,
      contentEncoding: "gzip",
    });
    expect(protobuf.answer).toMatchObject({ status: 200, body: new Uint8Array(0) });
    expect(protobuf.calls).toEqual(json.calls);
  });

  test("is of the trace of its prompt; another prompt of the session is another trace, unless sessions are tasks", async () => {
    const records = [API_REQUEST, { ...API_REQUEST, request_id: "req_2" }, { ...API_REQUEST, "prompt.id": "p-2" }];
    const body = wrapLogs(
      records.map((attributes) => logRecord(attributes)),
      CLAUDE,
    );
    const [first, second, third] = (await sendLogs(body)).calls;
    expect(first?.traceId).toBe(second?.traceId);
    expect(first?.spanId).not.toBe(second?.spanId);
    expect(third?.traceId).not.toBe(first?.traceId);
    const { calls } = await sendLogs(body, { rules: { ...NO_RULES, conversationIsTask: true } });
    expect(calls.map((call) => call.ownTaskId)).toEqual(["s-1", "s-1", "s-1"]);
  });

  test("that failed is a failed call of its class", async () => {
    const failed = { "event.name": "api_error", model: "claude-sonnet-4-5", error: "Overloaded", attempt: "11" };
    const { calls } = await sendLogs(
      wrapLogs([logRecord({ ...failed, status_code: "529" }), logRecord(failed)], CLAUDE),
    );
    expect(calls.map(({ failure, resendCount, usage }) => [failure, resendCount, usage])).toEqual([
      ["overloaded", 10, null],
      ["overloaded", 10, null],
    ]);
  });

  test("with an impossible count is rejected by itself, and its neighbour is kept", async () => {
    const bad = logRecord({ ...API_REQUEST, input_tokens: "-5" });
    const { answer, calls } = await sendLogs(wrapLogs([bad, logRecord(API_REQUEST)], CLAUDE));
    expect(calls).toHaveLength(1);
    expect(JSON.parse(String(answer.body))).toMatchObject({ partialSuccess: { rejectedLogRecords: "1" } });
  });
});

describe("the conventions' record of a call", () => {
  test("is a call of the span it was written in, whose duration nobody knows", async () => {
    const record = logRecord(
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 100,
      },
      { ...TRACE, eventName: "gen_ai.client.inference.operation.details" },
    );
    const { calls } = await sendLogs(logsToProtobuf([record]), PROTOBUF);
    expect(calls).toMatchObject([
      {
        traceId: TRACE.traceId,
        parentSpanId: TRACE.spanId,
        responseId: "chatcmpl-1",
        startUs: START_US,
        endUs: START_US,
      },
    ]);
    expect(calls[0]?.cost.total).toBe(210_000n);
  });
});

describe("an evaluation's result", () => {
  const evaluation = (name: string, result: Record<string, string | number>) => ({
    "gen_ai.evaluation.name": name,
    ...result,
  });

  test.each([
    ["pass", true],
    ["Passed", true],
    ["correct", true],
    ["FAIL", false],
    ["incorrect", false],
    ["non-compliant", false],
  ])("labelled %s is the check it names: %s", async (label, passed) => {
    const record = logRecord(evaluation("Relevance", { "gen_ai.evaluation.score.label": label }), {
      ...TRACE,
      eventName: "gen_ai.evaluation.result",
    });
    const { events } = await sendLogs(wrapLogs([record]));
    expect(events).toMatchObject([
      { kind: "api", traceId: TRACE.traceId, parentSpanId: TRACE.spanId, facts: { checks: { Relevance: passed } } },
    ]);
  });

  test("with a score and a label of its own words keeps the score, and decides nothing yet", async () => {
    const said = { "gen_ai.evaluation.score.value": 0.8, "gen_ai.evaluation.score.label": "rather helpful" };
    const { events } = await sendLogs(wrapLogs([logRecord(evaluation("Help", said), TRACE)]));
    expect(events[0]?.facts).toEqual({ scores: { Help: 0.8 } });
  });

  test("that names no task by trace, task or conversation is rejected, and says how to send it", async () => {
    const record = logRecord(evaluation("Help", { "gen_ai.evaluation.score.value": 1 }));
    const { answer, events } = await sendLogs(wrapLogs([record]));
    expect(events).toEqual([]);
    expect(String(answer.body)).toContain("send it within its span's context, or with outturn.task.id");
    const named = logRecord({
      ...evaluation("Help", { "gen_ai.evaluation.score.value": 1 }),
      "outturn.task.id": "t-1",
    });
    expect((await sendLogs(wrapLogs([named]))).events).toMatchObject([
      { ownTaskId: "t-1", facts: { scores: { Help: 1 } } },
    ]);
  });

  test("as a span's event, or as a span of its own, says the same", async () => {
    const said = evaluation("Help", { "gen_ai.evaluation.score.label": "pass", "gen_ai.evaluation.score.value": 1 });
    const asEvent = await send(wrap([chatSpan({}, { events: [event("gen_ai.evaluation.result", said)] })]));
    expect(asEvent.calls[0]?.facts).toMatchObject({ checks: { Help: true }, scores: { Help: 1 } });
    const asSpan = await send(wrap([{ ...chatSpan(), name: "evaluate", attributes: logRecord(said).attributes }]));
    expect(asSpan.events[0]?.facts).toMatchObject({ checks: { Help: true } });
  });

  test("that went wrong itself finds nothing out", async () => {
    const failed = { ...evaluation("Help", { "gen_ai.evaluation.score.value": 0 }), "error.type": "timeout" };
    expect((await sendLogs(wrapLogs([logRecord(failed, TRACE)]))).events[0]?.facts).toEqual({});
  });
});

test("a record whose task id is too long is rejected by itself", async () => {
  const bad = logRecord({ "outturn.task.id": "x".repeat(257), "outturn.task.outcome": "failed" });
  const good = logRecord({ "outturn.task.id": "t-1", "outturn.task.outcome": "failed" });
  const { answer, events } = await sendLogs(wrapLogs([bad, good]));
  expect(events.map(({ ownTaskId }) => ownTaskId)).toEqual(["t-1"]);
  expect(String(answer.body)).toContain("outturn.task.id is longer than 256 characters");
});

test("an application's other logs are taken, and none of them is kept", async () => {
  const records = [
    logRecord({ "http.route": "/" }, { body: { stringValue: "GET / 200" } }),
    logRecord({}, { eventName: "gen_ai.choice", ...TRACE }),
    logRecord({ "event.name": "user_prompt", prompt: "hello" }),
  ];
  const { answer, calls, events } = await sendLogs(wrapLogs(records));
  expect([answer.status, answer.body, calls.length, events.length]).toEqual([200, "{}", 0, 0]);
});

test.each([
  ["a body that is not OTLP", { contentType: "application/json" }, Buffer.from('{"resourceLogs":7}'), 400],
  ["traces sent as logs", { contentType: "application/json" }, Buffer.from('{"resourceSpans":[]}'), 400],
  ["a broken frame", PROTOBUF, Buffer.from("ffff", "hex"), 400],
  ["another content type", { contentType: "text/plain" }, Buffer.from("x"), 415],
  ["nothing", PROTOBUF, Buffer.alloc(0), 200],
])("%s is answered as for traces", async (_what, request, body, status) => {
  expect((await sendLogs(body, request)).answer.status).toBe(status);
});

test("metrics are answered in their encoding and kept nowhere; a broken export is heard of", async () => {
  const store = new MemoryStore();
  const context = { projectId: "p", key: "k", nowMs: NOW_MS, store };
  const answer = async (contentType: string, body: Uint8Array) =>
    acceptMetrics({ contentType, contentEncoding: null, body }, context);
  expect(await answer("application/json", Buffer.from('{"resourceMetrics":[{}]}'))).toMatchObject({
    status: 200,
    body: "{}",
  });
  expect(await answer("application/x-protobuf", Buffer.from("0a00", "hex"))).toMatchObject({
    status: 200,
    body: new Uint8Array(0),
  });
  expect(await answer("application/json", Buffer.from('{"resourceMetrics":1}'))).toMatchObject({ status: 400 });
  expect(await answer("application/x-protobuf", Buffer.from("0aff", "hex"))).toMatchObject({ status: 400 });
  expect(store.calls).toEqual([]);
});
