import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readFailures } from "#app/api/v1/failures/route.ts";
import { GET as readMetrics } from "#app/api/v1/metrics/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { Outturn } from "#lib/capture/index.ts";
import { HELLO, openClients } from "#tests/compliance/compare.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

const tool = (name: string) => ({
  type: "function" as const,
  function: {
    name,
    parameters: {
      type: "object",
      properties: { query: { type: "string" }, limit: { type: "number" } },
      required: ["query"],
    },
  },
});
const TOOLS = [tool("crm_lookup"), tool("web_search")];
const CHAT = { model: "gpt-4o", messages: HELLO };

/** A task that is limited once, takes the wrong tool first, and answers in JSON that only its prompt asks for. */
async function work(): Promise<void> {
  const provider = await startFakeProvider();
  const limits = {
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "1s",
  };
  provider.script(
    { status: 429, headers: { "retry-after-ms": "20", ...limits } },
    { toolCalls: [{ name: "web_search", arguments: { query: "Say hello", limit: 250 } }] },
    { toolCalls: [{ name: "crm_lookup", arguments: { query: "hello" } }] },
    { text: '{"greeting":"hello"}' },
  );
  const send = async (traces: unknown): Promise<void> => {
    const { status } = await ask(postTraces, {
      key: INGEST_KEY,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(traces),
    });
    expect(status).toBe(200);
  };
  const outturn = new Outturn({ key: INGEST_KEY, sink: { export: send } });
  const openai = outturn.observe(openClients(provider).openai);
  await outturn.task("greeting", { id: "greet-1" }, async (task) => {
    task.expectTool("crm_lookup");
    await openai.chat.completions.create({ ...CHAT, tools: TOOLS });
    await openai.chat.completions.create({ ...CHAT, tools: TOOLS });
    task.expectJson({ type: "object", properties: { greeting: { type: "string" }, name: { type: "string" } } });
    await openai.chat.completions.create(CHAT);
    task.check("polite", true);
    task.succeed();
  });
  await outturn.shutdown();
  await provider.close();
  await folded(api.runtime);
}

test("what the library finds of a call stands in the task, in the figures and under the failures", async () => {
  await work();
  const { body: task } = await ask(readTask, { key: READ_KEY, params: { id: "greet-1" } });
  expect(task).toMatchObject({
    tool_choices: [{ model: "gpt-4o", expected: "crm_lookup", called: "web_search", right: false, tools_offered: 2 }],
    calls: [
      {
        tools_offered: 2,
        attempts: [
          { http_status: 429, rate_limits: [{ name: "requests", limit: 500, remaining: 0, reset_ms: 1000 }] },
          { http_status: 200, rate_limits: null },
        ],
        tool_calls: [
          { verdict: "valid", values: { optional: { offered: 1, filled: 1 }, leaves: { checked: 2, ungrounded: 1 } } },
        ],
      },
      { tool_calls: [{ values: { optional: { offered: 1, filled: 0 }, leaves: { checked: 1, ungrounded: 0 } } }] },
      {
        json: "ok",
        json_mechanism: "prompt",
        json_values: { optional: { offered: 2, filled: 1 }, leaves: { checked: 1, ungrounded: 0 } },
        wait_ms: 0,
      },
    ],
  });
  const [first] = (task as { calls: Record<string, number>[] }).calls;
  expect(first?.["wait_ms"]).toBeGreaterThanOrEqual(19);
  expect(first?.["duration_without_waits_ms"]).toBeCloseTo(
    (first?.["duration_ms"] ?? 0) - (first?.["wait_ms"] ?? 0),
    3,
  );

  const query = "group_by=task_type";
  const { body: metrics } = await ask(readMetrics, { key: READ_KEY, query });
  expect((metrics as { rows: unknown[] }).rows).toMatchObject([
    {
      tool_arguments: { optional_offered: 2, optional_filled: 1, optional_fill_rate: 0.5, leaves: 3, ungrounded: 1 },
      json_answers: { optional_offered: 2, optional_filled: 1, ungrounded_rate: 0 },
      json_by_mechanism: { prompt: { requested: 1, ok: 1, compliance: 1 } },
      right_tool: {
        expected: 1,
        right: 0,
        rate: 0,
        not_called: 0,
        by_tools_offered: [{ tools: "2-4", expected: 1, right: 0 }],
      },
      checks_by_number: [{ checks: "1", recorded: 1, passed: 1, rate: 1 }],
    },
  ]);
  const [row] = (metrics as { rows: { wait_ms: number; task_time_ms: { total: number; in_calls: number } }[] }).rows;
  expect(row?.wait_ms).toBeGreaterThanOrEqual(19);
  expect(row?.task_time_ms.total).toBeGreaterThanOrEqual(row?.task_time_ms.in_calls ?? 0);

  const { body: failures } = await ask(readFailures, { key: READ_KEY });
  expect(failures).toMatchObject({
    latest_tool_choices: {
      sampled_tasks: 1,
      rows: [{ model: "gpt-4o", expected: "crm_lookup", called: "web_search", right: false, choices: 1 }],
    },
    latest_tools: {
      sampled_tasks: 1,
      rows: [
        { tool: "crm_lookup", tool_calls: 1, judged: 1, valid: 1, validity: 1, optional_fill_rate: 0, ungrounded: 0 },
        { tool: "web_search", tool_calls: 1, optional_offered: 1, optional_filled: 1, ungrounded: 1 },
      ],
    },
  });
});
