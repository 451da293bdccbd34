import { expect, test } from "vitest";

import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { openTracer } from "#lib/server/tracing/open-tracer.ts";
import { createTracer, NO_TRACER } from "#lib/server/tracing/tracer.ts";
import { openReceivers } from "#tests/support/alert-receivers.ts";

function collect() {
  const spans: OtlpSpan[] = [];
  const tracer = createTracer(
    (span) => spans.push(span),
    async () => Promise.resolve(),
  );
  return { spans, tracer };
}

test("a span inside another is its child in the same trace, and one beside it is of another trace", async () => {
  const { spans, tracer } = collect();
  await tracer.span(
    () => ({ name: "outer", kind: "server" }),
    async () =>
      tracer.span(
        () => ({ name: "inner", kind: "internal" }),
        async () => Promise.resolve(1),
      ),
  );
  tracer.note({ name: "beside", kind: "internal" }, 5);
  const [inner, outer, beside] = spans;
  expect(spans.map(({ name }) => name)).toEqual(["inner", "outer", "beside"]);
  expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId, kind: 1 });
  expect(outer).not.toHaveProperty("parentSpanId");
  expect(beside?.traceId).not.toBe(outer?.traceId);
  expect(BigInt(beside?.endTimeUnixNano ?? 0) - BigInt(beside?.startTimeUnixNano ?? 0)).toBe(5_000_000n);
});

test("what is thrown goes on its way and is told by its kind alone; an answer of 500 is an error too", async () => {
  const { spans, tracer } = collect();
  const begin = () => ({ name: "work", kind: "internal" }) as const;
  await expect(tracer.span(begin, async () => Promise.reject(new TypeError("secret")))).rejects.toThrow("secret");
  await tracer.span(
    begin,
    async () => Promise.resolve(503),
    (status) => ({ "http.response.status_code": status }),
  );
  expect(spans.map(({ status }) => status)).toEqual([{ code: 2 }, { code: 2 }]);
  expect(JSON.stringify(spans)).not.toContain("secret");
  expect(spans[0]?.attributes).toEqual([{ key: "error.type", value: { stringValue: "TypeError" } }]);
});

test("spans are posted with the configured headers, and what is left goes at the end", async () => {
  const receivers = await openReceivers();
  const config = { endpoint: `${receivers.webUrl}/otel/`, headers: { "x-key": "k" }, serviceName: "outturn-eu" };
  const tracer = openTracer(config, ["http://localhost:3000"]);
  tracer.note({ name: "fold", kind: "internal", facts: { "outturn.fold.marks": 7 } }, 3);
  await tracer.close();
  await receivers.close();
  const [post] = receivers.posts;
  expect(post).toMatchObject({ path: "/otel/v1/traces", headers: { "x-key": "k" } });
  const { resourceSpans } = JSON.parse(post?.body ?? "") as OtlpTraces;
  expect(resourceSpans[0]?.resource.attributes).toEqual([
    { key: "service.name", value: { stringValue: "outturn-eu" } },
  ]);
  expect(resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes).toEqual([
    { key: "outturn.fold.marks", value: { intValue: "7" } },
  ]);
});

test("a server is not traced without a receiver, nor into itself", () => {
  expect(openTracer(null, [])).toBe(NO_TRACER);
  const itself = { endpoint: "http://localhost:3000", headers: {}, serviceName: "outturn" };
  expect(openTracer(itself, ["http://localhost:3000"])).toBe(NO_TRACER);
});
