import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { OutturnError } from "#lib/domain/errors.ts";
import { acceptOtlpJson, acceptTraces } from "#lib/ingest/accept-traces.ts";
import { MemoryStore } from "#lib/ingest/memory-store.ts";
import { chatSpan, NOW_MS, send, START_NS, wrap } from "./support/spans.ts";
import { toProtobuf } from "./support/to-protobuf.ts";

const PROTOBUF = { contentType: "application/x-protobuf" } as const;

describe("a whole export", () => {
  test("in JSON is stored and answered with an empty object", async () => {
    const { answer, calls } = await send(wrap([chatSpan()]));
    expect(answer).toEqual({ status: 200, contentType: "application/json", body: "{}" });
    expect(calls).toHaveLength(1);
  });

  test("in protobuf is stored and answered with no bytes", async () => {
    const { answer, calls } = await send(toProtobuf(wrap([chatSpan()])), PROTOBUF);
    expect(answer).toEqual({ status: 200, contentType: "application/x-protobuf", body: new Uint8Array(0) });
    expect(calls).toHaveLength(1);
  });

  test("says the same in either encoding, zipped or not", async () => {
    const traces = wrap([
      chatSpan(
        {
          "gen_ai.response.finish_reasons": ["stop"],
          "gen_ai.request.temperature": 0.5,
          "gen_ai.request.stream": true,
        },
        { parentSpanId: "fedcba9876543210", status: { code: 2, message: "späť 💥" } },
      ),
    ]);
    const json = await send(traces);
    const protobuf = await send(gzipSync(toProtobuf(traces)), { ...PROTOBUF, contentEncoding: "gzip" });
    const zipped = await send(gzipSync(JSON.stringify(traces)), {
      contentType: "application/json; charset=utf-8",
      contentEncoding: "GZIP",
    });
    expect(protobuf.calls).toEqual(json.calls);
    expect(zipped.calls).toEqual(json.calls);
    const deflated = await send(deflateSync(JSON.stringify(traces)), { contentEncoding: "deflate" });
    const dense = await send(zstdCompressSync(toProtobuf(traces)), { ...PROTOBUF, contentEncoding: "zstd" });
    expect(deflated.calls).toEqual(json.calls);
    expect(dense.calls).toEqual(json.calls);
  });

  test("may come in pieces", async () => {
    const bytes = Buffer.from(JSON.stringify(wrap([chatSpan()])));
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    }
    const store = new MemoryStore();
    const answer = await acceptTraces(
      { contentType: "application/json", contentEncoding: null, body: pieces() },
      { projectId: "p", key: "k", nowMs: NOW_MS, store },
    );
    expect(answer.status).toBe(200);
    expect(store.calls).toHaveLength(1);
  });

  test("that is empty is answered 200 in every form", async () => {
    expect((await send("")).answer.status).toBe(200);
    expect((await send("{}")).answer.status).toBe(200);
    expect((await send({ resourceSpans: [] })).answer.status).toBe(200);
    expect((await send(new Uint8Array(0), PROTOBUF)).answer.status).toBe(200);
    expect((await send("", { contentEncoding: "gzip" })).answer.status).toBe(200);
  });

  test("from this process takes the same path", async () => {
    const store = new MemoryStore();
    const taken = await acceptOtlpJson(wrap([chatSpan(), chatSpan({ "gen_ai.usage.input_tokens": -1 })]), {
      projectId: "p",
      key: "k",
      nowMs: NOW_MS,
      store,
    });
    expect(taken.rejected).toBe(1);
    expect(taken.message).toContain("gen_ai.usage.input_tokens is -1");
    expect(store.calls).toHaveLength(1);
  });
});

describe("a bad span beside a good one is counted with its reason", () => {
  const late = String(BigInt(NOW_MS + 25 * 3_600_000) * 1_000_000n);
  test.each([
    ["no trace id", { traceId: "" }, 'traceId "" is not 32 hex digits'],
    ["a trace id of zeros", { traceId: "0".repeat(32) }, "other than zeros"],
    ["a short span id", { spanId: "abc" }, 'spanId "abc" is not 16 hex digits'],
    ["a start before 2020", { startTimeUnixNano: "1577836799000000000" }, "before 2020: 2019-12-31T23:59:59.000Z"],
    ["an end before its start", { endTimeUnixNano: String(START_NS - 1_000_000n) }, "is before startTimeUnixNano"],
    ["an end more than a day ahead", { endTimeUnixNano: late }, "more than a day ahead of the clock"],
  ])("%s", async (_name, span, reason) => {
    const good = chatSpan({}, { spanId: "aaaaaaaaaaaaaaaa" });
    const { answer, calls } = await send(wrap([chatSpan({}, span), good]));
    expect(answer.status).toBe(200);
    expect(String(answer.body)).toContain('{"partialSuccess":{"rejectedSpans":"1","errorMessage":');
    expect(JSON.stringify(answer.body)).toContain(JSON.stringify(JSON.stringify(reason).slice(1, -1)).slice(1, -1));
    expect(calls.map((call) => call.spanId)).toEqual(["aaaaaaaaaaaaaaaa"]);
  });

  test("in protobuf, too", async () => {
    const traces = wrap([chatSpan({}, { spanId: "ab" }), chatSpan()]);
    const { answer, calls } = await send(toProtobuf(traces), PROTOBUF);
    if (typeof answer.body === "string") throw new Error("answered in JSON");
    const reader = new BinaryReader(answer.body);
    expect(reader.tag()[0]).toBe(1);
    const partial = new BinaryReader(reader.bytes());
    expect([partial.tag()[0], Number(partial.int64())]).toEqual([1, 1]);
    expect([partial.tag()[0], partial.string()]).toEqual([2, expect.stringContaining('spanId "ab"')]);
    expect(calls).toHaveLength(1);
  });

  test("many times over still makes a short message", async () => {
    const spans = Array.from({ length: 5000 }, (_, i) => chatSpan({ "gen_ai.usage.input_tokens": -1 - i }));
    const { answer } = await send(wrap(spans));
    expect(String(answer.body).length).toBeLessThan(4000);
    expect(String(answer.body)).toContain("and 4990 more");
  });
});

test("a value outside its closed set is passed over and said so, though the span is stored", async () => {
  const { answer, calls } = await send(wrap([chatSpan({ "outturn.task.outcome": "success" })]));
  expect(calls[0]?.facts).toEqual({ rootName: "chat gpt-4o-mini" });
  expect(JSON.parse(String(answer.body))).toEqual({
    partialSuccess: {
      rejectedSpans: "0",
      errorMessage: 'outturn.task.outcome "success" is none of succeeded, failed, cancelled: ignored',
    },
  });
});

describe("what cannot be stored just now", () => {
  const answerWith = async (error: Error) => {
    const store = new MemoryStore();
    store.failWith = error;
    return acceptTraces(
      { contentType: "application/json", contentEncoding: null, body: Buffer.from(JSON.stringify(wrap([chatSpan()]))) },
      { projectId: "p", key: "k", nowMs: NOW_MS, store },
    );
  };

  test("is 503 with a time to come back, as is any fault of our own: exporters drop data on 500", async () => {
    expect(await answerWith(new OutturnError("unavailable", "the queue is full", { retryAfter: 1 }))).toEqual({
      status: 503,
      contentType: "application/json",
      body: '{"code":14,"message":"the queue is full"}',
      retryAfter: 1,
    });
    expect(await answerWith(new Error("connect ECONNREFUSED 127.0.0.1:5432"))).toMatchObject({
      status: 503,
      retryAfter: 2,
    });
    expect(await answerWith(new OutturnError("internal", "a bug"))).toMatchObject({ status: 503, retryAfter: 2 });
  });

  test("is 429 when it is asked to slow down", async () => {
    expect(await answerWith(new OutturnError("too_many_requests", "slower"))).toMatchObject({
      status: 429,
      retryAfter: 2,
    });
  });

  test("never tells the sender what the database said", async () => {
    const answer = await answerWith(new Error("password authentication failed for user outturn"));
    expect(String(answer.body)).not.toContain("password");
  });
});
