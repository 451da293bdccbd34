import { POST as postIngestion } from "#app/api/public/ingestion/route.ts";
import { POST as postScore } from "#app/api/public/scores/route.ts";
import { POST as postBill } from "#app/api/v1/bills/route.ts";
import { POST as postDecision } from "#app/api/v1/decisions/route.ts";
import { POST as postMark } from "#app/api/v1/marks/route.ts";
import { POST as postOutcomes } from "#app/api/v1/outcomes/route.ts";
import { PUT as putPolicy } from "#app/api/v1/policy/route.ts";
import { PUT as putPrice } from "#app/api/v1/prices/route.ts";
import { POST as reprice } from "#app/api/v1/reprice/route.ts";
import { POST as previewRules } from "#app/api/v1/task-rules/preview/route.ts";
import { PUT as putRules } from "#app/api/v1/task-rules/route.ts";
import { POST as postChecks } from "#app/api/v1/tasks/[id]/checks/route.ts";
import { POST as postOutcome } from "#app/api/v1/tasks/[id]/outcome/route.ts";
import { POST as postLogs } from "#app/v1/logs/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import type { OtlpTraces } from "#lib/domain/otlp.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { logRecord, logsToProtobuf, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, event, wrap } from "#tests/unit/ingest/support/spans.ts";
import { toProtobuf } from "#tests/unit/ingest/support/to-protobuf.ts";

export interface Sent {
  readonly handler: RouteHandler;
  readonly method?: "PUT";
  readonly params?: Record<string, string>;
  readonly type?: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const NOW = Date.now();
/** Within the hour, so that pages of the last days show it. */
const START_NS = BigInt(NOW - 3_600_000) * 1_000_000n;
const at = new Date(NOW - 60_000).toISOString();
const day = at.slice(0, 10);
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "c");
const json = (body: unknown): string => JSON.stringify(body);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A call, a tool call and a failure in which everything that may be named is named by the text. */
function spansOf(text: string, number: number): OtlpTraces {
  const id = text.slice(0, 200);
  const named = {
    "outturn.task.id": id,
    "outturn.task.type": text,
    "outturn.task.outcome": "failed",
    "outturn.task.failure_reason": text,
    "outturn.tag.customer": text,
    [`outturn.tag.${text.slice(0, 100)}`]: text,
    "gen_ai.request.model": text,
    "gen_ai.response.model": text,
    "gen_ai.response.finish_reasons": [text],
    "gen_ai.conversation.id": text,
    "gen_ai.agent.name": text,
    "user.id": id,
    "http.route": text,
    "error.type": text,
    "app.region": text,
    [`app.${text.slice(0, 100)}`]: text,
    "gen_ai.tool.definitions": json([{ type: "function", name: text, parameters: { type: "object" } }]),
    "gen_ai.input.messages": json([{ role: "user", parts: [{ type: "text", content: text }] }]),
    "gen_ai.output.messages": json([
      { role: "assistant", parts: [{ type: "tool_call", id: text, name: text, arguments: { [text]: text } }] },
    ]),
  };
  const times = { startTimeUnixNano: String(START_NS), endTimeUnixNano: String(START_NS + 1_000_000_000n) };
  const traceId = hex(number, 32);
  const failed = {
    status: { code: 2 as const, message: text },
    events: [event("exception", { "exception.type": text, "exception.message": text }), event(text, { [text]: text })],
  };
  const call = chatSpan(named, { ...times, traceId, spanId: hex(number, 16), name: text });
  const failure = chatSpan(named, { ...times, ...failed, traceId, spanId: hex(number + 512, 16), name: text });
  const tool = chatSpan(
    { ...named, "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": text },
    { ...times, traceId, spanId: hex(number + 1024, 16), name: `execute_tool ${text}` },
  );
  return wrap([call, failure, tool], { scope: text, resource: { "service.name": text, "service.version": text } });
}

function logsOf(text: string, number: number) {
  const record = { timeUnixNano: String(START_NS), traceId: hex(number, 32), spanId: hex(number, 16) };
  return [
    logRecord(
      { "gen_ai.evaluation.name": text, "gen_ai.evaluation.score.label": "fail", "outturn.task.id": text },
      { ...record, eventName: "gen_ai.evaluation.result", body: { stringValue: text } },
    ),
    logRecord({ "outturn.task.id": text, "outturn.task.type": text, "event.name": text }, record),
    logRecord(
      { "event.name": "api_request", "session.id": text, model: text, "prompt.id": text, input_tokens: "1" },
      { timeUnixNano: record.timeUnixNano },
    ),
  ];
}

function batchOf(text: string, number: number): object {
  const traceId = hex(number + 4096, 32);
  const one = (id: string, type: string, body: object) => ({ id: `${id}${number}`, type, timestamp: at, body });
  return {
    batch: [
      one("t", "trace-create", {
        id: traceId,
        name: text,
        userId: text,
        sessionId: text,
        tags: [text],
        metadata: text,
      }),
      one("g", "generation-create", { id: text, traceId, name: text, model: text, startTime: at, endTime: at }),
      one("s", "score-create", { id: text, traceId, name: text, value: 0, dataType: "BOOLEAN", comment: text }),
      one("x", text.slice(0, 60), { id: text }),
    ],
  };
}

/** Every door by which text comes in over HTTP. Each takes what fits its limits and refuses the rest in words. */
export const WAYS_IN: Readonly<Record<string, (text: string, number: number) => Sent>> = {
  "OTLP JSON": (text, number) => ({ handler: postTraces, body: json(spansOf(text, number)) }),
  "OTLP protobuf": (text, number) => ({
    handler: postTraces,
    type: "application/x-protobuf",
    body: Buffer.from(toProtobuf(spansOf(text, number + 2048))),
  }),
  "logs as JSON": (text, number) => ({ handler: postLogs, body: json(wrapLogs(logsOf(text, number), text)) }),
  "logs as protobuf": (text, number) => ({
    handler: postLogs,
    type: "application/x-protobuf",
    body: Buffer.from(logsToProtobuf(logsOf(text, number + 2048), text)),
  }),
  "Langfuse score": (text, number) => {
    const score = { id: text, name: text, value: "fail", dataType: "CATEGORICAL", comment: text };
    return { handler: postScore, body: json({ ...score, traceId: hex(number, 32) }) };
  },
  "Langfuse batch": (text, number) => ({ handler: postIngestion, body: json(batchOf(text, number)) }),
  "outcomes as JSON": (text) => ({
    handler: postOutcomes,
    body: json([{ task_id: text, outcome: "failed", reason: text, at }]),
  }),
  "outcomes as CSV": (text) => ({
    handler: postOutcomes,
    type: "text/csv",
    body: `task_id,outcome,reason\r\n${quoted(text)},failed,${quoted(text)}\r\n`,
  }),
  "one outcome": (text) => ({
    handler: postOutcome,
    params: { id: text },
    body: json({ outcome: "failed", reason: text, at }),
  }),
  checks: (text) => ({ handler: postChecks, params: { id: text }, body: json({ checks: { [text]: false } }) }),
  mark: (text) => ({ handler: postMark, body: json({ at, label: text, kind: text.slice(0, 40) }) }),
  "bill as CSV": (text) => ({
    handler: postBill,
    type: "text/csv",
    body: `start_time_iso,amount_value,amount_currency,line_item\r\n${day},1.5,usd,${quoted(`${text}, input`)}\r\n`,
  }),
  "bill as JSON": (text) => ({
    handler: postBill,
    body: json({
      object: "page",
      data: [
        {
          object: "bucket",
          start_time: NOW / 1000,
          start_time_iso: at,
          results: [
            {
              object: "organization.costs.result",
              amount: { value: 1, currency: "usd" },
              line_item: text,
              project_id: text,
            },
          ],
        },
      ],
    }),
  }),
  "task rules": (text) => ({
    handler: putRules,
    method: "PUT",
    body: json({
      types: [{ span: text, type: text }],
      outcome: { attribute: text, succeeded: [], failed: [text], cancelled: [] },
      checks: [{ check: text, task_type: text, least: 1, decides: true }],
    }),
  }),
  "task rules tried": (text) => ({ handler: previewRules, body: json({ types: [{ span: text, type: text }] }) }),
  policy: (text) => ({
    handler: putPolicy,
    method: "PUT",
    body: json({ rules: [{ taskType: text, models: [text], offers: [text] }], note: text }),
  }),
  price: (text) => ({
    handler: putPrice,
    method: "PUT",
    body: json({
      provider: text,
      model: text,
      service_tier: text,
      from: "2026-01-01T00:00:00Z",
      percent: "1",
      note: text,
    }),
  }),
  decision: (text) => ({ handler: postDecision, body: json({ title: text, task_type: text }) }),
  "prices counted again": (text) => ({
    handler: reprice,
    body: json({ from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", model: text, dry_run: true }),
  }),
};
