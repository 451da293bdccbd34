import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readTasks } from "#app/api/v1/tasks/route.ts";
import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { POST as previewRules } from "#app/api/v1/task-rules/preview/route.ts";
import { GET as readRules, PUT as putRules } from "#app/api/v1/task-rules/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { findTaskRules } from "#lib/store/task-rules.ts";
import { verify } from "#lib/store/verify.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

let api: TestApi;
let adminKey: string;
beforeAll(async () => {
  api = await openApi();
  const { store, project } = api.runtime;
  adminKey = (await createApiKey(store, { projectId: project.id, scope: "admin", name: "rules" })).plaintext;
});
afterAll(async () => {
  await api.close();
});

const RULES = {
  conversation_is_task: true,
  types: [{ span: "chat *", type: "support" }],
  outcome: { attribute: "ticket.state", succeeded: ["solved"], failed: ["reopened"] },
  checks: [{ check: "helpful", least: 0.7, decides: true }],
};
const put = async (body: object) => ask(putRules, { key: adminKey, method: "PUT", body: JSON.stringify(body) });
const digits = (number: number, length: number): string => String(number).padStart(length, "1");

/** A turn of a conversation as an instrumentation that knows nothing of tasks sends it: each in a trace of its own. */
async function sendTurn(number: number, said: Record<string, string | number>): Promise<void> {
  const span = chatSpan(said, { traceId: digits(number, 32), spanId: digits(number, 16) });
  const headers = { "content-type": "application/json" };
  const { status } = await ask(postTraces, { key: INGEST_KEY, headers, body: JSON.stringify(wrap([span])) });
  expect(status).toBe(200);
}

async function taskIds(): Promise<string[]> {
  await folded(api.runtime);
  const { body } = await ask(readTasks, { key: READ_KEY });
  return (body as { tasks: { id: string }[] }).tasks.map(({ id }) => id).sort();
}

async function placed(): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await findTaskRules(api.runtime.store, api.runtime.project.id)).backlog !== null) {
    if (Date.now() > deadline) throw new Error("the past was not placed within 20 s");
  }
  await folded(api.runtime);
}

test("rules are previewed on stored spans, hold from then on, and for the past once asked", async () => {
  await sendTurn(1, { "gen_ai.conversation.id": "conversation-a", "ticket.state": "open" });
  await sendTurn(2, { "gen_ai.conversation.id": "conversation-a", "ticket.state": "solved" });
  await sendTurn(3, {
    "session.id": "conversation-b",
    "gen_ai.evaluation.name": "helpful",
    "gen_ai.evaluation.score.value": 0.6,
  });
  expect(await taskIds()).toEqual([digits(1, 32), digits(2, 32), digits(3, 32)].sort());

  const preview = await ask(previewRules, { key: READ_KEY, body: JSON.stringify(RULES) });
  expect(preview.body).toMatchObject({ looked_at: 3, changed: 3, merged: { tasks: 3, into: 2 } });
  expect((preview.body as { examples: object[] }).examples).toContainEqual({
    id: digits(2, 32),
    before: { task_type: "", outcome: null, failure_reason: null, checks: {} },
    after: { task_type: "support", outcome: "succeeded", failure_reason: null, checks: {} },
  });

  expect((await put(RULES)).status).toBe(200);
  await sendTurn(4, { "gen_ai.conversation.id": "conversation-c" });
  expect(await taskIds()).toEqual([digits(1, 32), digits(2, 32), digits(3, 32), "conversation-c"].sort());

  expect((await put({ ...RULES, apply_to_history: true })).body).toMatchObject({ in_force_for_tasks_from: null });
  await placed();
  expect(await taskIds()).toEqual(["conversation-a", "conversation-b", "conversation-c"]);
  const a = await ask(readTask, { key: READ_KEY, params: { id: "conversation-a" } });
  expect(a.body).toMatchObject({ task_type: "support", outcome: "succeeded", call_count: 2 });
  const b = await ask(readTask, { key: READ_KEY, params: { id: "conversation-b" } });
  expect(b.body).toMatchObject({ outcome: "failed", failure_reason: "helpful" });
  expect((await verify(api.runtime.store)).differences).toEqual([]);
});

test("a later span of a turn that was placed by its conversation joins it, and the same span again changes nothing", async () => {
  await sendTurn(1, { "gen_ai.conversation.id": "conversation-a", "ticket.state": "open" });
  expect(await taskIds()).toEqual(["conversation-a", "conversation-b", "conversation-c"]);
  const { body } = await ask(readTask, { key: READ_KEY, params: { id: "conversation-a" } });
  expect(body).toMatchObject({ call_count: 2 });
});

test("what is in force can be read, and rules that are none are refused by name", async () => {
  expect((await ask(readRules, { key: READ_KEY })).body).toMatchObject({
    rules: { conversation_is_task: true, outcome: { attribute: "ticket.state", cancelled: [] } },
    history: { days_to_place: 0, tasks_to_count: 0 },
  });
  const refused = await put({ types: [{ span: "", type: "x" }] });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining("types")]);
  expect((await ask(putRules, { key: READ_KEY, body: "{}" })).status).toBe(403);
});
