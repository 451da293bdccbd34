import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { GET as readMetrics } from "#app/api/v1/metrics/route.ts";
import { GET as readTasks } from "#app/api/v1/tasks/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { Outturn } from "#lib/capture/index.ts";
import { collect } from "#tests/compliance/compare.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { KeptSpans, withPropagation } from "#tests/support/tracing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

const MESSAGE = {
  model: "claude-sonnet-4-5",
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "Hello" }],
};

async function post(traces: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const { status } = await ask(postTraces, { key: INGEST_KEY, headers, body: JSON.stringify(traces) });
  expect(status).toBe(200);
}

/** An application whose Anthropic client writes spans of its own, sent here too, beside ours. */
async function work(run: (anthropic: Anthropic, outturn: Outturn) => Promise<unknown>): Promise<KeptSpans> {
  const provider = await startFakeProvider();
  const spans = new KeptSpans();
  const outturn = new Outturn({ key: INGEST_KEY, sink: { export: post } });
  const openTelemetry = { tracerProvider: spans };
  const anthropic = new Anthropic({ apiKey: "fake", baseURL: provider.anthropicBaseUrl, openTelemetry });
  await withPropagation(() => run(outturn.observe(anthropic), outturn));
  await outturn.shutdown();
  await post(spans.traces());
  await provider.close();
  await folded(api.runtime);
  return spans;
}

describe("the Anthropic SDK's own spans beside ours", () => {
  test("inside a task each call is one, with what both know of it", async () => {
    const spans = await work((anthropic, outturn) =>
      outturn.task("native", { id: "native-1" }, async () => {
        await anthropic.messages.create(MESSAGE);
        await collect(await anthropic.messages.create({ ...MESSAGE, stream: true }));
      }),
    );
    expect(spans.ended.map(({ scope }) => scope.startsWith("com.anthropic.sdk"))).toEqual([true, true]);
    const { body } = await ask(readTask, { key: READ_KEY, params: { id: "native-1" } });
    expect(body).toMatchObject({ call_count: 2, calls: [{ tokens: { output: 5 } }, { streamed: true }] });
    const { body: listed } = await ask(readTasks, { key: READ_KEY });
    expect((listed as { tasks: { id: string }[] }).tasks.map(({ id }) => id)).toEqual(["native-1"]);
  });

  test("outside any task and any span of the application, both are one task of one call", async () => {
    await work((anthropic) => anthropic.messages.create(MESSAGE));
    const { body } = await ask(readMetrics, { key: READ_KEY, query: "group_by=task_type" });
    const rows = (body as { rows: Record<string, unknown>[] }).rows;
    expect(rows.map((row) => [row["task_type"], row["tasks"], row["calls"]])).toEqual([
      ["", 1, 1],
      ["native", 1, 2],
    ]);
  });
});
