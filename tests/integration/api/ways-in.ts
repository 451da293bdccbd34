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
import type { RouteHandler } from "#lib/server/route.ts";
import { hostileSpans } from "#tests/support/hostile-spans.ts";
import { logRecord, logsToProtobuf, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { toProtobuf } from "#tests/unit/ingest/support/to-protobuf.ts";

export interface Sent {
  readonly handler: RouteHandler;
  readonly method?: "PUT";
  readonly params?: Record<string, string>;
  readonly type?: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const NOW = Date.now();
const START_NS = BigInt(NOW - 3_600_000) * 1_000_000n;
const at = new Date(NOW - 60_000).toISOString();
const day = at.slice(0, 10);
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "c");
const json = (body: unknown): string => JSON.stringify(body);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

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
  "OTLP JSON": (text, number) => ({ handler: postTraces, body: json(hostileSpans(text, number)) }),
  "OTLP protobuf": (text, number) => ({
    handler: postTraces,
    type: "application/x-protobuf",
    body: Buffer.from(toProtobuf(hostileSpans(text, number + 2048))),
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
