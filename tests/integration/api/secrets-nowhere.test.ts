import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";

import { GET as readTask } from "#app/api/v1/tasks/[id]/route.ts";
import { GET as readMetrics } from "#app/metrics/route.ts";
import { POST as postLogs } from "#app/v1/logs/route.ts";
import { POST as postTraces } from "#app/v1/traces/route.ts";
import { Outturn } from "#lib/capture/index.ts";
import { backUp } from "#lib/store/back-up.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import { ask, folded, INGEST_KEY, openApi, READ_KEY } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { foreignSecrets, SECRETS } from "#tests/support/secrets.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
});

const json = { "content-type": "application/json" };
const send = async (body: unknown, handler = postTraces): Promise<void> => {
  expect((await ask(handler, { key: INGEST_KEY, headers: json, body: JSON.stringify(body) })).status).toBe(200);
};

/** Real clients meet real errors: messages that repeat the key, addresses that hold a password. */
async function callWithSecrets(): Promise<void> {
  const provider = await startFakeProvider();
  const { message, reply, argument, prompt } = SECRETS;
  provider.script(
    {
      status: 401,
      error: { type: "invalid_request_error", code: "invalid_api_key", message: `${message} ${SECRETS.key}` },
    },
    { status: 400, error: { type: "invalid_request_error", message: `${message} ${SECRETS.anthropicKey}` } },
    { text: reply },
    { toolCalls: [{ name: "look_up", arguments: { number: argument } }] },
  );
  const outturn = new Outturn({ key: INGEST_KEY, sink: { export: send } });
  const address = provider.openaiBaseUrl.replace("http://", `http://user:${SECRETS.password}@`);
  const openai = outturn.observe(
    new OpenAI({
      apiKey: SECRETS.key,
      baseURL: address,
      defaultQuery: { token: SECRETS.query },
      defaultHeaders: { cookie: SECRETS.header },
      maxRetries: 0,
    }),
  );
  const anthropic = outturn.observe(
    new Anthropic({ apiKey: SECRETS.anthropicKey, baseURL: provider.anthropicBaseUrl, maxRetries: 0 }),
  );
  const chat = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: prompt }] };
  const tools = [{ type: "function" as const, function: { name: "look_up", parameters: { type: "object" } } }];
  const messages = { model: "claude-haiku-4-5", max_tokens: 10, messages: chat.messages };
  await outturn.task("secrets", { id: "secret-task" }, async (task) => {
    await openai.chat.completions.create(chat).catch(() => undefined);
    await anthropic.messages.create(messages).catch(() => undefined);
    await openai.chat.completions.create(chat).catch(() => undefined);
    await openai.chat.completions.create({ ...chat, tools }).catch(() => undefined);
    task.succeed();
  });
  await outturn.shutdown();
  await provider.close();
}

async function sendForeignSecrets(): Promise<void> {
  const { traces, logs } = foreignSecrets();
  for (const body of traces) await send(body);
  await send(logs, postLogs);
}

// Nor in the log: of a server as it runs, see cli/wrong-attempts.test.ts.
test("keys, passwords, cookies and content that pass through are found nowhere afterwards", async () => {
  await callWithSecrets();
  await sendForeignSecrets();
  await folded(api.runtime);
  const stream = new PassThrough();
  const [database] = await Promise.all([text(stream), backUp(api.runtime.databaseUrl, stream)]);
  const { body: task } = await ask(readTask, { key: READ_KEY, params: { id: "secret-task" } });
  const metrics = await (await readMetrics()).text();
  const places = { database, task: JSON.stringify(task), metrics };
  expect(database).toContain("secret-task");
  for (const [place, said] of Object.entries(places))
    for (const [name, secret] of Object.entries(SECRETS))
      expect(`${place} holds ${name}: ${said.includes(secret)}`).toBe(`${place} holds ${name}: false`);
});
