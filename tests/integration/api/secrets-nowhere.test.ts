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
import { logRecord, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

/** Each is sent in at a place where real programs put such things, and may come out nowhere. */
const SECRETS = {
  key: "sk-proj-4f9QnTq8mZ1xVbR7cK2LwPyA",
  anthropicKey: "sk-ant-api03-Zr8vQ2mXw7TnKp4LbYc1",
  password: "hunter2-in-the-address",
  query: "token-in-the-query-8d1f",
  header: "session-cookie-77ab03",
  prompt: "the patient is called Wilhelmina",
  reply: "Wilhelmina has a broken ankle",
  argument: "insurance number 4711-0815",
  message: "Incorrect API key provided by Wilhelmina",
} as const;

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

/** What other instrumentations put on their spans and logs. */
async function sendForeignSecrets(): Promise<void> {
  const { key, prompt, reply, argument, message, query, header, password } = SECRETS;
  const attributes = {
    "gen_ai.prompt.0.content": prompt,
    "gen_ai.completion.0.content": reply,
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: prompt }] }]),
    "gen_ai.tool.call.arguments": JSON.stringify({ number: argument }),
    "input.value": prompt,
    "llm.input_messages.0.message.content": prompt,
    "exception.message": `${message} ${key}`,
    "exception.stacktrace": `Error: ${key}\n at main`,
    "http.request.header.authorization": [`Bearer ${key}`],
    "http.request.header.cookie": header,
    "http.url": `https://user:${password}@api.example.com/v1?token=${query}`,
    "url.full": `https://api.example.com/v1?key=${key}`,
    "url.query": `token=${query}`,
    "app.note": `called with ${key}`,
    "app.auth": `Bearer ${key}`,
  };
  const event = {
    name: "exception",
    timeUnixNano: "1795348800000000000",
    attributes: [{ key: "exception.message", value: { stringValue: `${message} ${key}` } }],
  };
  await send(wrap([chatSpan(attributes, { events: [event], status: { code: 2, message: `${message} ${key}` } })]));
  await send(
    wrap([chatSpan({ ...attributes, "gen_ai.operation.name": "" }, { spanId: "00000000000000aa", name: "GET /v1" })]),
  );
  await send(wrapLogs([logRecord({ ...attributes, "event.name": "gen_ai.user.message" })]), postLogs);
}

test("keys, passwords, cookies and content that pass through are found nowhere afterwards", async () => {
  const written: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array) => {
    written.push(String(chunk));
    return true;
  };
  try {
    await callWithSecrets();
    await sendForeignSecrets();
    await folded(api.runtime);
  } finally {
    process.stderr.write = write;
  }
  const stream = new PassThrough();
  const [database] = await Promise.all([text(stream), backUp(api.runtime.databaseUrl, stream)]);
  const { body: task } = await ask(readTask, { key: READ_KEY, params: { id: "secret-task" } });
  const metrics = await (await readMetrics()).text();
  const places = { database, log: written.join(""), task: JSON.stringify(task), metrics };
  expect(database).toContain("secret-task");
  for (const [place, said] of Object.entries(places))
    for (const [name, secret] of Object.entries(SECRETS))
      expect(`${place} holds ${name}: ${said.includes(secret)}`).toBe(`${place} holds ${name}: false`);
});
