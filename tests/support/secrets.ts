import { logRecord, wrapLogs } from "#tests/unit/ingest/support/logs.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

/** Each is sent in at a place where real programs put such things, and may come out nowhere. */
export const SECRETS = {
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

/** What other instrumentations put on their spans and logs, as bodies of requests. */
export function foreignSecrets(): { readonly traces: readonly object[]; readonly logs: object } {
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
  const failed = { events: [event], status: { code: 2 as const, message: `${message} ${key}` } };
  const request = chatSpan(
    { ...attributes, "gen_ai.operation.name": "" },
    { spanId: "00000000000000aa", name: "GET /v1" },
  );
  return {
    traces: [wrap([chatSpan(attributes, failed)]), wrap([request])],
    logs: wrapLogs([logRecord({ ...attributes, "event.name": "gen_ai.user.message" })]),
  };
}
