import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import type { Call } from "#lib/domain/call.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { isRecord } from "#lib/ingest/read-attributes.ts";
import { readJson, sharedPath } from "./support/shared-data.ts";
import { callOf, chatSpan, event, send, wrap } from "./support/spans.ts";
import type { AttributeMap } from "./support/spans.ts";

const OTLP = sharedPath("otlp");
const here = test.skipIf(OTLP === null);

/** A span of nothing but these attributes. */
function bare(name: string, attributes: Record<string, unknown>) {
  const values: AttributeMap = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : (value as string | number | boolean),
    ]),
  );
  return chatSpan({}, { name, attributes: toOtlpAttributes(values) });
}

function attributesIn(path: string): Record<string, unknown> {
  const value = readJson(join(OTLP ?? "", path));
  if (!isRecord(value)) throw new Error(`${path} is not an object`);
  return value;
}

function figures({ provider, model, usage, operation }: Call): unknown[] {
  return [operation, provider, model, usage?.inputUncached, usage?.cacheRead, usage?.cacheWrite5m, usage?.output];
}

here("takes every span that other projects test with, once it has ids and times", async () => {
  const lines = readFileSync(join(OTLP ?? "", "langfuse/resource-spans.jsonl"), "utf8")
    .trim()
    .split("\n");
  let sent = 0;
  for (const line of lines) {
    const body = line.replaceAll(
      '"spans": [{',
      '"spans": [{"traceId": "0123456789abcdef0123456789abcdef", "spanId": "0123456789abcdef", "startTimeUnixNano": "1790000000000000000", "endTimeUnixNano": "1790000001000000000", ',
    );
    const { payload } = JSON.parse(body) as { payload: unknown };
    const { answer } = await send(payload);
    expect(answer, line.slice(0, 120)).toMatchObject({ status: 200 });
    sent += 1;
  }
  expect(sent).toBe(61);
});

here("counts what agents on the command line say of their calls", async () => {
  const span = async (file: string): Promise<unknown[]> => {
    const { scopeName, spanName, attributes } = attributesIn(`langwatch/${file}`);
    if (!isRecord(attributes)) throw new Error(`${file} has no attributes`);
    return figures(await callOf(bare(String(spanName), { ...attributes }), { scope: String(scopeName) }));
  };
  expect(await span("codex-B.session_task_turn.json")).toEqual([
    "generation",
    "openai",
    "gpt-5.5",
    8817,
    4480,
    null,
    23,
  ]);
  expect(await span("gemini-B.llm_call.json")).toEqual([
    "generation",
    "gcp.gemini",
    "gemini-3.1-flash-lite",
    767,
    null,
    null,
    30,
  ]);
  expect(await span("opencode-B.doStream.json")).toEqual([
    "generation",
    "anthropic",
    "claude-haiku-4-5-20251001",
    3,
    0,
    12629,
    13,
  ]);
});

here("reads one call alike in OpenInference's words and in OpenTelemetry's", async () => {
  const files = readdirSync(join(OTLP ?? "", "openinference")).filter(
    (name) => name.includes("genai__") && name.includes("client_span"),
  );
  expect(files.length).toBe(4);
  for (const file of files) {
    const call = await callOf(bare("chat gpt-4", { ...attributesIn(`openinference/${file}`) }));
    expect(figures(call), file).toEqual(["generation", "openai", "gpt-4", 97, null, null, 52]);
    expect(call.responseModel).toBe("gpt-4-0613");
  }
  const tool = bare("execute_tool get_weather", {
    ...attributesIn("openinference/openinference-genai__otel_genai_tool_execution_span.json"),
  });
  expect((await send(wrap([tool]))).calls).toEqual([]);
});

here("bills of Vercel's spans only those that asked the model", async () => {
  const spans = readJson(join(OTLP ?? "", "openinference/openinference-vercel__v6-spans_all-spans.json"));
  if (!Array.isArray(spans)) throw new Error("no list of spans");
  const calls: Call[] = [];
  for (const span of spans) {
    if (!isRecord(span) || !isRecord(span["attributes"])) throw new Error("no span");
    calls.push(...(await send(wrap([bare(String(span["name"]), { ...span["attributes"] })]))).calls);
  }
  expect(calls.map((call) => [call.operation, call.usage?.inputUncached, call.usage?.output])).toEqual([
    ["generation", 14, 20],
    ["generation", 50, 9],
    ["generation", 63, 156],
    ["generation", 15, 112],
    ["embedding", 10, null],
  ]);
});

describe("a call whose facts stand in events of its span", () => {
  test("is read from the event of its details, the span's own word first", async () => {
    const details = event("gen_ai.client.inference.operation.details", {
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.response.finish_reasons": ["length"],
    });
    const span = chatSpan(
      {},
      {
        attributes: toOtlpAttributes({ "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o-mini" }),
        events: [details],
      },
    );
    expect(await callOf(span)).toMatchObject({
      model: "gpt-4o-mini",
      usage: { inputUncached: 7 },
      failure: "truncated",
    });
  });

  test("ended as its choices say", async () => {
    const span = chatSpan({}, { events: [event("gen_ai.choice", { index: 0, finish_reason: "length" })] });
    expect(await callOf(span)).toMatchObject({ finishReasons: ["length"], failure: "truncated" });
  });
});

describe("JSON as clients write it by hand", () => {
  const id = Buffer.from("0123456789abcdef0123456789abcdef", "hex");

  test("may hold ids in base64 and names in snake case", async () => {
    const span = {
      trace_id: id.toString("base64"),
      span_id: id.subarray(0, 8).toString("base64"),
      name: "chat",
      kind: "SPAN_KIND_CLIENT",
      start_time_unix_nano: "1790000000000000000",
      end_time_unix_nano: "1790000001000000000",
      attributes: [
        { key: "gen_ai.operation.name", value: { string_value: "chat" } },
        { key: "gen_ai.request.model", value: { string_value: "gpt-4o-mini" } },
        { key: "gen_ai.usage.input_tokens", value: { int_value: "1000" } },
        { key: "gen_ai.response.finish_reasons", value: { array_value: { values: [{ string_value: "stop" }] } } },
      ],
      unheard_of: { at: "all" },
    };
    const { answer, calls } = await send({
      resource_spans: [{ scope_spans: [{ scope: { name: "hand" }, spans: [span] }] }],
    });
    expect(answer).toMatchObject({ status: 200, body: "{}" });
    expect(calls).toMatchObject([
      {
        traceId: id.toString("hex"),
        spanId: "0123456789abcdef",
        usage: { inputUncached: 1000 },
        finishReasons: ["stop"],
      },
    ]);
  });
});

describe("an export as other clients write it", () => {
  const [good] = wrap([chatSpan()]).resourceSpans;

  test.each([
    "application/json",
    "application/json;charset=utf-8",
    "Application/JSON ; Charset=UTF-8",
    " application/json; odata=verbose",
  ])("is taken as %s and answered in JSON", async (contentType) => {
    const { answer, calls } = await send(wrap([chatSpan()]), { contentType });
    expect([answer.status, answer.contentType, answer.body, calls.length]).toEqual([200, "application/json", "{}", 1]);
  });

  test("may hold unknown fields at every level, nulls, and containers with nothing in them", async () => {
    const [scoped] = good?.scopeSpans ?? [];
    const span = {
      ...chatSpan({}, { traceId: "0123456789ABCDEF0123456789ABCDEF" }),
      parentSpanId: null,
      links: null,
      events: null,
      status: {},
      flags: 257,
      droppedAttributesCount: 0,
      later: [],
    };
    const body = {
      later: 1,
      resourceSpans: [
        {},
        { scopeSpans: null },
        { resource: null, scopeSpans: [{ scope: null, spans: null }] },
        {
          later: {},
          schemaUrl: "x",
          resource: { attributes: null, entityRefs: [] },
          scopeSpans: [{ ...scoped, later: "x", spans: [span] }],
        },
      ],
    };
    const { answer, calls } = await send(body);
    expect([answer.status, answer.body]).toEqual([200, "{}"]);
    expect(calls).toMatchObject([{ traceId: "0123456789abcdef0123456789abcdef", parentSpanId: null, failure: "ok" }]);
  });

  test.each([
    ["no times", { startTimeUnixNano: "0", endTimeUnixNano: "0" }, "startTimeUnixNano is before 2020"],
    ["no end", { endTimeUnixNano: "0" }, "is before startTimeUnixNano"],
  ])("says of a span with %s why it is not taken, and takes its neighbour", async (_name, times, reason) => {
    const neighbour = chatSpan({}, { spanId: "aaaaaaaaaaaaaaaa" });
    const { answer, calls } = await send(wrap([chatSpan({}, times), neighbour]));
    expect(String(answer.body)).toContain(`{"partialSuccess":{"rejectedSpans":"1","errorMessage":"`);
    expect(String(answer.body)).toContain(reason);
    expect(calls.map(({ spanId }) => spanId)).toEqual(["aaaaaaaaaaaaaaaa"]);
  });

  test("that failed though its exception was caught is no failure, and is one where its status says so", async () => {
    const events = [
      event("exception", { "exception.type": "openai.RateLimitError", "exception.message": "slow down" }),
    ];
    expect((await callOf(chatSpan({}, { events }))).failure).toBe("ok");
    expect((await callOf(chatSpan({}, { events, status: { code: 2 } }))).failure).toBe("rate_limited");
    // An enumeration as text is no span of our types.
    const asText = { ...chatSpan({}, { events }), status: { code: "2" } } as object as OtlpSpan;
    expect((await callOf(asText)).failure).toBe("rate_limited");
  });
});

test("names the provider of a model on Bedrock that only its name tells", async () => {
  const span = bare("generation", {
    "gen_ai.request.model": "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "gen_ai.usage.input_tokens": 12,
  });
  expect(await callOf(span)).toMatchObject({ operation: "generation", provider: "aws.bedrock" });
});
