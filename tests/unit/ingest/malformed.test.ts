import { gzipSync, zstdCompressSync } from "node:zlib";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { chatSpan, send, wrap } from "./support/spans.ts";
import { toProtobuf } from "./support/to-protobuf.ts";

const PROTOBUF = { contentType: "application/x-protobuf" } as const;
const GOOD = chatSpan({}, { spanId: "aaaaaaaaaaaaaaaa" });

const ok = gzipSync(JSON.stringify(wrap([GOOD])));

describe("a body that is no trace export", () => {
  test.each([
    ["truncated gzip", ok.subarray(0, -10), { contentEncoding: "gzip" }, 400],
    ["gzip that is none", Buffer.from("not gzip at all"), { contentEncoding: "gzip" }, 400],
    ["JSON cut off", '{"resourceSpans":[{', {}, 400],
    ["a JSON list", "[]", {}, 400],
    ["a JSON text", '"spans"', {}, 400],
    ["resourceSpans that are no list", '{"resourceSpans":{}}', {}, 400],
    ["logs", '{"resourceLogs":[{"scopeLogs":[]}]}', {}, 400],
    ["metrics", '{"resourceMetrics":[]}', {}, 400],
    ["protobuf cut off", toProtobuf(wrap([GOOD])).subarray(0, -3), PROTOBUF, 400],
    ["JSON called protobuf", JSON.stringify(wrap([GOOD])), PROTOBUF, 400],
    ["another content type", "a=1", { contentType: "application/x-www-form-urlencoded" }, 415],
    ["no content type", "{}", { contentType: null }, 415],
    ["zstd that is none", Buffer.from("not zstd at all"), { contentEncoding: "zstd" }, 400],
    ["another encoding", ok, { contentEncoding: "br" }, 415],
  ])("%s", async (_name, body, request, status) => {
    const { answer, calls } = await send(body, request);
    expect(answer.status).toBe(status);
    expect(calls).toEqual([]);
  });

  test("is refused in the encoding it came in", async () => {
    const json = await send("[]");
    expect(json.answer.contentType).toBe("application/json");
    expect(String(json.answer.body)).toContain('{"code":3,"message":');
    const { answer } = await send(Buffer.from("not protobuf"), PROTOBUF);
    expect(answer.contentType).toBe("application/x-protobuf");
    if (typeof answer.body === "string") throw new Error("answered in JSON");
    const reader = new BinaryReader(answer.body);
    expect([reader.tag()[0], reader.int32()]).toEqual([1, 3]);
    expect([reader.tag()[0], reader.string()]).toEqual([
      2,
      expect.stringContaining("not an OTLP ExportTraceServiceRequest"),
    ]);
  });

  test("is 413 when it is larger than 64 MiB, as sent or once unpacked", async () => {
    const large = Buffer.alloc(64 * 1024 * 1024 + 1, 0x20);
    expect((await send(large)).answer.status).toBe(413);
    expect((await send(gzipSync(large), { contentEncoding: "gzip" })).answer.status).toBe(413);
    expect((await send(zstdCompressSync(large), { contentEncoding: "zstd" })).answer.status).toBe(413);
  });

  test("is 413 when it is millions of values and little else", async () => {
    expect((await send(`[${"{},".repeat(3_000_000)}{}]`)).answer.status).toBe(413);
  });
});

describe("protobuf of another signal", () => {
  test("is counted as unreadable spans, never stored", async () => {
    // ExportLogsServiceRequest has the same frame; its records begin with a fixed64 where a span has its trace id.
    const record = new BinaryWriter().tag(1, WireType.Bit64).fixed64(1n).finish();
    const scope = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(record).finish();
    const resource = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(scope).finish();
    const body = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(resource).finish();
    const { answer, calls, events } = await send(body, PROTOBUF);
    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body).toString()).toContain("is not that of a span");
    expect([...calls, ...events]).toEqual([]);
  });
});

test("a megabyte of nothing but bad spans is counted, and read no further than 100,000", async () => {
  const zeros = `{"resourceSpans":[{"scopeSpans":[{"spans":[${"0,".repeat(499_999)}0]}]}]}`;
  const { answer } = await send(zeros);
  expect(answer.status).toBe(200);
  expect(JSON.parse(String(answer.body))).toEqual({
    partialSuccess: {
      rejectedSpans: "500000",
      errorMessage:
        "span not readable: a span is not an object (100000 times); more than 100000 spans or records in one request (400000 times)",
    },
  });
});

describe("a good span survives", () => {
  const value = (key: string, given: unknown): unknown => ({ key, value: given });
  const bad = (attributes: unknown, more: object = {}): object => ({ ...chatSpan(), attributes, ...more });
  test.each<[string, unknown]>([
    ["a span that is a text", "span"],
    ["a span that is null", null],
    ["attributes that are no list", bad({})],
    ["an attribute without a key", bad([{ value: { stringValue: "x" } }])],
    ["a value of two minds", bad([value("gen_ai.operation.name", { stringValue: 7 })])],
    ["an integer that is none", bad([value("a", { intValue: "seven" })])],
    ["a boolean that is none", bad([value("a", { boolValue: 1 })])],
    ["negative tokens", chatSpan({ "gen_ai.usage.input_tokens": -5 })],
    [
      "2^63 tokens",
      bad([
        ...chatSpan().attributes,
        value("gen_ai.usage.cache_read.input_tokens", { intValue: "9223372036854775808" }),
      ]),
    ],
    ["half a token", chatSpan({ "gen_ai.usage.reasoning.output_tokens": 0.5 })],
    ["an id of bytes", { ...chatSpan(), traceId: [1, 2, 3] }],
    ["a time that is none", { ...chatSpan(), startTimeUnixNano: "yesterday" }],
    ["a task id of 257 characters", chatSpan({ "outturn.task.id": "x".repeat(257) })],
    ["events that are no list", { ...chatSpan(), events: "none" }],
  ])("beside %s", async (_name, span) => {
    const traces = { resourceSpans: [{ scopeSpans: [{ spans: [span, GOOD] }] }] };
    const { answer, calls } = await send(traces);
    expect(answer.status).toBe(200);
    expect(JSON.parse(String(answer.body))).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
    expect(calls.map((call) => call.spanId)).toEqual(["aaaaaaaaaaaaaaaa"]);
  });

  test.each<[string, unknown]>([
    ["resource spans that are a number", 7],
    ["scope spans that are a text", { scopeSpans: "none" }],
    ["spans that are a number", { scopeSpans: [{ spans: 7 }] }],
  ])("beside %s", async (_name, entry) => {
    const { answer, calls } = await send({ resourceSpans: [entry, ...wrap([GOOD]).resourceSpans] });
    expect(JSON.parse(String(answer.body))).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
    expect(calls).toHaveLength(1);
  });
});

describe("a span with odd values is stored without them", () => {
  test("NUL bytes and half surrogates become U+FFFD", async () => {
    const { calls } = await send(
      wrap([chatSpan({ "gen_ai.request.model": "gpt\u0000-\uD800x", "outturn.tag.note": "a\u0000b" })]),
    );
    expect(calls[0]?.model).toBe("gpt\uFFFD-\uFFFDx");
    expect(calls[0]?.facts.tags).toEqual({ note: "a\uFFFDb" });
  });

  test("also where JSON within a text escapes them, and where a cut would halve a pair", async () => {
    const { calls } = await send(
      wrap([
        chatSpan({
          "openinference.span.kind": "LLM",
          "output.mime_type": "application/json",
          "output.value": String.raw`{"id":"a\u0000b","model":"\ud800"}`,
          "gen_ai.response.finish_reasons": String.raw`["st\u0000p"]`,
          "outturn.usage.tools": String.raw`{"a\u0000":1}`,
          "user.id": `${"x".repeat(255)}💥`,
        }),
      ]),
    );
    const text = JSON.stringify(calls, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
    expect(calls[0]).toMatchObject({ responseId: "a\uFFFDb", responseModel: "\uFFFD", finishReasons: ["st\uFFFDp"] });
    expect(calls[0]?.facts.user).toBe(`${"x".repeat(255)}\uFFFD`);
  });

  test("an attribute of 20 MB is cut, and its neighbours are whole", async () => {
    const { answer, calls } = await send(wrap([chatSpan({ "gen_ai.input.messages": "x".repeat(20_000_000) }), GOOD]));
    expect(answer).toMatchObject({ status: 200, body: "{}" });
    expect(calls).toHaveLength(2);
  });

  test("names such as __proto__ reach no prototype", async () => {
    const { calls } = await send(
      wrap([
        chatSpan({
          __proto__x: "a",
          ["__proto__"]: "b",
          "outturn.tag.__proto__": "c",
          "outturn.check.__proto__": true,
          "outturn.tag.constructor": "d",
          "outturn.usage.tools": '{"__proto__":3,"web_search":1}',
        }),
      ]),
    );
    const [call] = calls;
    expect(Object.keys(call?.facts.tags ?? {})).toEqual(["constructor"]);
    expect(call?.facts.checks).toBeUndefined();
    expect(call?.usage?.toolUses).toEqual({ web_search: 1 });
    expect(Object.prototype).not.toHaveProperty("b");
  });

  test("values nested deeper than 32 are dropped, however deep", async () => {
    const deep = (depth: number): string =>
      depth === 0 ? '{"stringValue":"x"}' : `{"arrayValue":{"values":[${deep(depth - 1)}]}}`;
    const body = JSON.stringify(wrap([GOOD])).replace(
      '"attributes":[{"key":"gen',
      `"attributes":[{"key":"d","value":${deep(2000)}},{"key":"gen`,
    );
    const { answer, calls } = await send(body);
    expect(answer.body).toBe("{}");
    expect(calls).toHaveLength(1);
  });

  test("NaN tokens are unknown", async () => {
    const span = chatSpan();
    const attributes = [
      ...span.attributes.filter(({ key }) => key !== "gen_ai.usage.output_tokens"),
      { key: "gen_ai.usage.output_tokens", value: { doubleValue: "NaN" } },
    ];
    const { calls } = await send({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, attributes }] }] }] });
    expect(calls[0]?.usage?.output).toBeNull();
  });

  test("of two equal keys the first is kept", async () => {
    const span = chatSpan();
    const twice = { key: "gen_ai.usage.output_tokens", value: { intValue: "7" } };
    const { calls } = await send(wrap([{ ...span, attributes: [...span.attributes, twice] }]));
    expect(calls[0]?.usage?.output).toBe(100);
  });

  test("ids written as Node writes bytes are read", async () => {
    const traceId = Buffer.from("ab".repeat(16), "hex").toJSON();
    const { calls } = await send({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...chatSpan(), traceId }] }] }] });
    expect(calls[0]?.traceId).toBe("ab".repeat(16));
  });

  test("64-bit integers written as two halves are read", async () => {
    const attributes = [
      ...chatSpan().attributes,
      { key: "gen_ai.usage.cache_read.input_tokens", value: { intValue: { low: 7, high: 0 } } },
    ];
    const { calls } = await send({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...chatSpan(), attributes }] }] }] });
    expect(calls[0]?.usage?.cacheRead).toBe(7);
  });
});
