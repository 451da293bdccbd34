import { expect, test } from "vitest";

import type { Content, ContentMessage } from "#lib/domain/content.ts";
import type { AttributeValue } from "#lib/ingest/decoded-span.ts";
import { readContent } from "#lib/ingest/content/read-content.ts";
import { readMessages } from "#lib/ingest/content/read-messages.ts";

const read = (attributes: Readonly<Record<string, AttributeValue>>): Content | null =>
  readContent(new Map(Object.entries(attributes)), []);
const text = (role: string, said: string): ContentMessage => ({ role, parts: [{ type: "text", text: said }] });

const QUESTION = [text("system", "Be brief."), text("user", "What is 2 + 2?")];
const ANSWER = [text("assistant", "4")];
const SYSTEM_AND_USER = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "What is 2 + 2?" },
];

/** The same question and answer as each convention writes it. */
const CONVENTIONS: Readonly<Record<string, Readonly<Record<string, AttributeValue>>>> = {
  "OpenTelemetry's attributes": {
    "gen_ai.system_instructions": '[{"type":"text","content":"Be brief."}]',
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"What is 2 + 2?"}]}]',
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"4"}],"finish_reason":"stop"}]',
  },
  "OpenTelemetry's structured values, as logs bring them": {
    "gen_ai.system_instructions": [
      new Map([
        ["type", "text"],
        ["content", "Be brief."],
      ]),
    ],
    "gen_ai.input.messages": [
      new Map<string, AttributeValue>([
        ["role", "user"],
        [
          "parts",
          [
            new Map([
              ["type", "text"],
              ["content", "What is 2 + 2?"],
            ]),
          ],
        ],
      ]),
    ],
    "gen_ai.output.messages": [
      new Map<string, AttributeValue>([
        ["role", "assistant"],
        [
          "parts",
          [
            new Map([
              ["type", "text"],
              ["content", "4"],
            ]),
          ],
        ],
      ]),
    ],
  },
  OpenLLMetry: {
    "gen_ai.prompt.1.role": "user",
    "gen_ai.prompt.1.content": "What is 2 + 2?",
    "gen_ai.prompt.0.role": "system",
    "gen_ai.prompt.0.content": "Be brief.",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": "4",
    "gen_ai.completion.0.finish_reason": "stop",
  },
  OpenInference: {
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be brief.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.type": "text",
    "llm.input_messages.1.message.contents.0.message_content.text": "What is 2 + 2?",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "4",
    "input.value": "{}",
  },
  "the Vercel AI SDK": {
    "ai.prompt.messages": JSON.stringify([
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "What is 2 + 2?" }] },
    ]),
    "ai.response.text": "4",
  },
  Langfuse: {
    "langfuse.observation.input": JSON.stringify(SYSTEM_AND_USER),
    "langfuse.observation.output": JSON.stringify({ role: "assistant", content: "4" }),
  },
  "Logfire, in OpenAI's own form": {
    request_data: JSON.stringify({ model: "gpt-4o", messages: SYSTEM_AND_USER }),
    response_data: JSON.stringify({ message: { role: "assistant", content: "4" } }),
  },
  "OpenAI's request and its whole answer": {
    "input.value": JSON.stringify({ messages: SYSTEM_AND_USER }),
    "output.value": JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: "4" } }] }),
  },
  "OpenAI's Responses": {
    "input.value": JSON.stringify(SYSTEM_AND_USER.map((one) => ({ ...one, type: "message" }))),
    "output.value": JSON.stringify({
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "4" }] }],
    }),
  },
  "Anthropic's request and answer": {
    "langfuse.observation.input": JSON.stringify({ system: "Be brief.", messages: SYSTEM_AND_USER.slice(1) }),
    "langfuse.observation.output": JSON.stringify({ role: "assistant", content: [{ type: "text", text: "4" }] }),
  },
  "Google's request and answer": {
    "input.value": JSON.stringify({
      system_instruction: { parts: [{ text: "Be brief." }] },
      contents: [{ role: "user", parts: [{ text: "What is 2 + 2?" }] }],
    }),
    "output.value": JSON.stringify({ candidates: [{ content: { role: "model", parts: [{ text: "4" }] } }] }),
  },
};

test.each(Object.entries(CONVENTIONS))("a question and its answer are the same by %s", (_, attributes) => {
  expect(read(attributes)).toEqual({ input: QUESTION, output: ANSWER, tools: null });
});

test("events of older conventions tell of messages, too", () => {
  const event = (name: string, fields: Readonly<Record<string, string>>) => ({
    name,
    timeUs: 0,
    attributes: new Map(Object.entries(fields)),
  });
  const by = [
    [
      event("gen_ai.system.message", { content: "Be brief." }),
      event("gen_ai.user.message", { content: "What is 2 + 2?" }),
      event("gen_ai.choice", { index: "0", message: '{"role":"assistant","content":"4"}' }),
    ],
    [
      event("gen_ai.content.prompt", { "gen_ai.prompt": JSON.stringify(SYSTEM_AND_USER) }),
      event("gen_ai.content.completion", { "gen_ai.completion": '[{"role":"assistant","content":"4"}]' }),
    ],
  ];
  for (const events of by)
    expect(readContent(new Map(), events)).toEqual({ input: QUESTION, output: ANSWER, tools: null });
});

test("tool calls and the answers to them are told apart from what was said, in every form", () => {
  const called = { type: "tool_call", id: "c1", name: "add", text: '{"a":2}' };
  const forms = [
    {
      role: "assistant",
      tool_calls: [{ id: "c1", type: "function", function: { name: "add", arguments: '{"a":2}' } }],
    },
    { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "add", input: { a: 2 } }] },
    { role: "assistant", content: [{ type: "tool-call", toolCallId: "c1", toolName: "add", input: { a: 2 } }] },
    { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "add", arguments: { a: 2 } }] },
    { type: "function_call", call_id: "c1", name: "add", arguments: '{"a":2}' },
  ];
  for (const form of forms) expect(readMessages([form], "user")).toEqual([{ role: "assistant", parts: [called] }]);
  const answers = [
    { role: "tool", tool_call_id: "c1", content: "4" },
    { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "4" }] },
    { role: "tool", content: [{ type: "tool_result", tool_use_id: "c1", content: [{ type: "text", text: "4" }] }] },
    { type: "function_call_output", call_id: "c1", output: "4" },
  ];
  for (const answer of answers)
    expect(readMessages([answer], "user")).toEqual([
      { role: "tool", parts: [{ type: "tool_result", id: "c1", text: "4" }] },
    ]);
});

test("of an attachment it is kept what it was, and none of its bytes", () => {
  const bytes = "iVBORw0KGgoAAAANSUhEUg";
  const messages = readMessages(
    [
      {
        role: "user",
        content: [
          { type: "blob", modality: "image", mime_type: "image/png", size: 17, content: bytes },
          { type: "image_url", image_url: { url: `data:image/png;base64,${bytes}` } },
          { type: "uri", modality: "image", uri: "https://example.com/a.png" },
        ],
      },
    ],
    "user",
  );
  expect(messages[0]?.parts.map((part) => [part.type, part.text])).toEqual([
    ["attachment", "image image/png 17 bytes"],
    ["attachment", "image_url"],
    ["attachment", "image https://example.com/a.png"],
  ]);
});

test("what is of no known form is shown as it is, and a span without content has none", () => {
  expect(read({ "input.value": "plain words", "output.value": '{"answer":4}' })).toEqual({
    input: [text("user", "plain words")],
    output: [text("assistant", '{"answer":4}')],
    tools: null,
  });
  expect(read({ "gen_ai.input.messages": '[{"role":"us' })?.input).toEqual([text("user", '[{"role":"us')]);
  expect(read({ "gen_ai.request.model": "gpt-4o", "ai.prompt.messages": "" })).toBeNull();
});

test("names that reach for a prototype are names like any other", () => {
  const content = read({ "gen_ai.prompt.0.__proto__.role": "system", "gen_ai.prompt.0.content": "x" });
  expect(content?.input).toEqual([text("user", "x")]);
  expect(({} as Record<string, unknown>)["role"]).toBeUndefined();
});
