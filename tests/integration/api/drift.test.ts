import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readModels } from "#app/api/v1/models/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { ask, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

let sent = 0;

/** A call of `gpt-4o` that a snapshot answered. */
async function send(served: string, at: string, traceState = ""): Promise<unknown> {
  sent += 1;
  const spanId = String(sent).padStart(16, "0");
  const nanos = `${Date.parse(at)}000000`;
  const attributes = Object.entries({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": served,
  }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const span = {
    traceId: spanId.repeat(2),
    spanId,
    traceState,
    name: "chat",
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: "test" }, spans: [span] }] }] });
  const { body: answer } = await ask(postTraces, {
    key: INGEST_KEY,
    headers: { "content-type": "application/json" },
    body,
  });
  return answer;
}

async function drift(): Promise<unknown> {
  const { body } = await ask(readModels, { key: READ_KEY });
  return (body as { drift: unknown }).drift;
}

test("an alias that another snapshot answers than before is listed, whatever order its calls arrive in", async () => {
  await send("gpt-4o-2024-11-20", "2026-11-10T10:00:00Z");
  await send("gpt-4o-2024-11-20", "2026-11-05T10:00:00Z");
  expect(await drift()).toEqual([]);
  await send("gpt-4o-2024-08-06", "2026-11-04T10:00:00Z");
  await send("gpt-4o-2024-08-06", "2026-11-01T10:00:00Z");
  expect(await drift()).toEqual([
    {
      provider: "openai",
      requested: "gpt-4o",
      before: { model: "gpt-4o-2024-08-06", first_at: "2026-11-01T10:00:00.000Z", last_at: "2026-11-04T10:00:00.000Z" },
      now: { model: "gpt-4o-2024-11-20", first_at: "2026-11-05T10:00:00.000Z", last_at: "2026-11-10T10:00:00.000Z" },
      complete: true,
    },
  ]);
});

test("a span of a sampled trace is rejected, and the sender is told why and what to do", async () => {
  expect(await send("gpt-4o-2024-11-20", "2026-11-10T10:00:00Z", "vendor=x,ot=rv:1234567890abcd;th:8")).toEqual({
    partialSuccess: {
      rejectedSpans: "1",
      errorMessage: "its trace was sampled: about 50 % of traces are sent. Send all of them (sampler always_on)",
    },
  });
  expect(await send("gpt-4o-2024-11-20", "2026-11-10T10:00:00Z", "ot=th:0")).toEqual({});
  expect(await send("gpt-4o-2024-11-20", "2026-11-10T10:00:00Z", "dd=s:2")).toEqual({});
});
