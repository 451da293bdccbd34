import { describe, expect, test } from "vitest";

import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import type { FakeReply } from "#tests/support/fake-provider.ts";

import { collect, compare, HELLO, valueOf } from "./compare.ts";
import type { Scenario, Stage } from "./compare.ts";

const CHAT = { model: "gpt-4o", messages: HELLO };
const STREAM = { ...CHAT, stream: true } as const;
const MESSAGE = {
  model: "claude-sonnet-5-5",
  max_tokens: 256,
  messages: [{ role: "user" as const, content: "Hello" }],
};
const QUICK = { headers: { "retry-after-ms": "5" } };

async function recorded(
  script: readonly FakeReply[],
  run: (stage: Stage) => Promise<unknown>,
): Promise<readonly OtlpSpan[]> {
  const scenario: Scenario = { script, run };
  return (await compare(scenario)).spans;
}

async function onlySpan(script: readonly FakeReply[], run: (stage: Stage) => Promise<unknown>): Promise<OtlpSpan> {
  const [span, ...others] = await recorded(script, run);
  expect(others).toEqual([]);
  if (span === undefined) throw new Error("No span was recorded");
  return span;
}

const attempts = (span: OtlpSpan): unknown[] =>
  (span.events ?? []).map((event) => {
    const of = (key: string): unknown => valueOf({ ...span, attributes: event.attributes }, key);
    const waited = of(OUTTURN.attemptWaitMs);
    return [of(OUTTURN.attemptIndex), of(PROVIDER.httpStatus), waited === undefined ? null : Number(waited) >= 4];
  });

describe("attempts", () => {
  test("429, 429, 200 is one call with three attempts, their waits and one usage", async () => {
    const span = await onlySpan([{ status: 429, ...QUICK }, { status: 429, ...QUICK }, {}], ({ openai }) =>
      openai.chat.completions.create(CHAT),
    );
    expect(attempts(span)).toEqual([
      [0, 429, null],
      [1, 429, true],
      [2, 200, true],
    ]);
    expect(valueOf(span, PROVIDER.resendCount)).toBe(2);
    expect(valueOf(span, OUTTURN.failure)).toBe("ok");
    expect(valueOf(span, GEN_AI.inputTokens)).toBe(20);
  });

  test("retries used up end as rate_limited, exhausted credit with the quota mark", async () => {
    const broke = { status: 429, ...QUICK, error: { type: "insufficient_quota", code: "insufficient_quota" } };
    const span = await onlySpan([broke, broke, broke], ({ openai }) => openai.chat.completions.create(CHAT));
    expect(attempts(span)).toHaveLength(3);
    expect(valueOf(span, OUTTURN.failure)).toBe("rate_limited");
    expect(valueOf(span, OUTTURN.quota)).toBe(true);
    expect(valueOf(span, PROVIDER.errorType)).toBe("insufficient_quota");
  });

  test("each clone, helper and raw post leaves one span", async () => {
    const spans = await recorded([{}, {}, {}, {}, {}], async ({ openai, anthropic }) => {
      await openai.withOptions({ maxRetries: 1 }).chat.completions.create(CHAT);
      await openai.chat.completions.stream(CHAT).finalChatCompletion();
      await openai.post("/chat/completions", { body: CHAT });
      await (await openai.chat.completions.create(CHAT).asResponse()).json();
      await anthropic.messages.stream(MESSAGE).finalMessage();
    });
    expect(spans.map((span) => valueOf(span, GEN_AI.inputTokens))).toEqual([20, 20, 20, 20, 20]);
  });
});

describe("failures", () => {
  const cases: [string, FakeReply, string][] = [
    ["400", { status: 400 }, "invalid_request"],
    ["a prompt too long", { status: 400, error: { code: "context_length_exceeded" } }, "context_overflow"],
    ["401", { status: 401 }, "auth"],
    ["403", { status: 403 }, "auth"],
    ["404", { status: 404 }, "invalid_request"],
    ["413", { status: 413 }, "invalid_request"],
    ["408", { status: 408 }, "timeout"],
    ["504", { status: 504 }, "timeout"],
    ["500", { status: 500 }, "server_error"],
    ["503 of an overloaded server", { status: 503, error: { code: "server_is_overloaded" } }, "overloaded"],
    ["a refusal", { refusal: "I cannot help with that." }, "refusal"],
    ["a filtered answer", { text: "", finishReason: "content_filter" }, "content_filter"],
    ["an answer cut at its limit", { text: "Once upon", finishReason: "length" }, "truncated"],
    ["an empty answer", { text: "" }, "empty"],
    ["an answer", { text: "Hello" }, "ok"],
  ];
  test.each(cases)("%s is %3$s, plain and streamed", async (_name, reply, failure) => {
    const plain = await onlySpan([reply], ({ openai }) => openai.chat.completions.create(CHAT, { maxRetries: 0 }));
    const streamed = await onlySpan([reply], async ({ openai }) =>
      collect(await openai.chat.completions.create(STREAM, { maxRetries: 0 })),
    );
    expect([valueOf(plain, OUTTURN.failure), valueOf(streamed, OUTTURN.failure)]).toEqual([failure, failure]);
  });

  test("transport failures have their own classes", async () => {
    const long = { text: "some words and then some more words" };
    const read = (reply: FakeReply): Promise<OtlpSpan> =>
      onlySpan([reply], async ({ openai }) => collect(await openai.chat.completions.create(STREAM)));
    expect(valueOf(await read({ ...long, destroyAfter: 4 }), OUTTURN.failure)).toBe("stream_interrupted");
    expect(valueOf(await read({ ...long, endAfter: 4 }), OUTTURN.failure)).toBe("stream_interrupted");
    expect(valueOf(await read({ ...long, errorAfter: 4 }), OUTTURN.failure)).toBe("overloaded");
    const late = await onlySpan([{ delayMs: 5000 }], ({ openai }) =>
      openai.chat.completions.create(CHAT, { timeout: 50, maxRetries: 0 }),
    );
    expect(valueOf(late, OUTTURN.failure)).toBe("timeout");
    const nobody = await onlySpan([], ({ openai }) =>
      openai.withOptions({ baseURL: "http://127.0.0.1:9", maxRetries: 0 }).chat.completions.create(CHAT),
    );
    expect(valueOf(nobody, OUTTURN.failure)).toBe("network");
  });

  test("a stream the consumer leaves is aborted, with the tokens seen marked as an estimate", async () => {
    const span = await onlySpan([{ text: "x".repeat(80) }], async ({ openai }) => {
      let chunks = 0;
      for await (const _chunk of await openai.chat.completions.create(STREAM)) {
        chunks += 1;
        if (chunks === 6) break;
      }
    });
    expect(valueOf(span, OUTTURN.failure)).toBe("aborted");
    expect(valueOf(span, OUTTURN.usageEstimated)).toBe(true);
    // One role chunk, then five pieces of eight characters: 40 characters are about ten tokens.
    expect(valueOf(span, GEN_AI.outputTokens)).toBe(10);
  });

  test("a request that throws before it is sent leaves a record", async () => {
    const span = await onlySpan([], async ({ anthropic }) => {
      await anthropic.messages.create({ ...MESSAGE, max_tokens: 100_000 });
    });
    expect(valueOf(span, OUTTURN.failure)).toBe("invalid_request");
    expect(span.events).toEqual([]);
  });
});

describe("usage and content", () => {
  test("usage of a chat stream is there though the caller did not ask for it", async () => {
    const usage = { input: 2000, cacheRead: 1500, output: 300, reasoning: 200 };
    const span = await onlySpan([{ usage }], async ({ openai }) =>
      collect(await openai.chat.completions.create(STREAM)),
    );
    expect(valueOf(span, GEN_AI.inputTokens)).toBe(2000);
    expect(valueOf(span, GEN_AI.cacheReadTokens)).toBe(1500);
    expect(valueOf(span, GEN_AI.outputTokens)).toBe(300);
    expect(valueOf(span, GEN_AI.reasoningTokens)).toBe(200);
  });

  test("Anthropic's input is written with its cache, and split by lifetime", async () => {
    const usage = { input: 5000, cacheRead: 3000, cacheWrite: 1500, output: 10 };
    const span = await onlySpan([{ usage }], ({ anthropic }) => anthropic.messages.stream(MESSAGE).finalMessage());
    expect(valueOf(span, GEN_AI.inputTokens)).toBe(5000);
    expect(valueOf(span, GEN_AI.cacheReadTokens)).toBe(3000);
    expect(valueOf(span, GEN_AI.cacheWriteTokens)).toBe(1500);
    expect(valueOf(span, PROVIDER.anthropicCacheWrite5m)).toBe(1500);
    expect(valueOf(span, GEN_AI.outputTokens)).toBe(10);
  });

  test("no text of a prompt, an answer or an argument is in a span", async () => {
    const spans = await recorded(
      [
        { text: "SECRET-ANSWER", toolCalls: [{ name: "save", arguments: { note: "SECRET-ARGUMENT" } }] },
        { status: 400, error: { message: "SECRET-ERROR" } },
      ],
      async ({ openai }) => {
        const messages = [{ role: "user" as const, content: "SECRET-PROMPT" }];
        await openai.chat.completions.create({ ...CHAT, messages });
        await openai.chat.completions.create({ ...CHAT, messages });
      },
    );
    expect(spans).toHaveLength(2);
    expect(JSON.stringify(spans)).not.toContain("SECRET");
  });
});

describe("verdicts", () => {
  const tool = (name: string, parameters: Record<string, unknown>) => ({
    type: "function" as const,
    function: { name, parameters },
  });
  const city = tool("get_weather", {
    type: "object",
    properties: { city: { type: "string" }, days: { type: "integer", minimum: 1 }, unit: { enum: ["C", "F"] } },
    required: ["city"],
    additionalProperties: false,
  });
  const judge = async (name: string, args: string, reply: FakeReply = {}): Promise<unknown> => {
    const span = await onlySpan([{ toolCalls: [{ name, arguments: args }], ...reply }], async ({ openai }) =>
      collect(await openai.chat.completions.create({ ...STREAM, tools: [city] })),
    );
    const [verdict] = JSON.parse(String(valueOf(span, OUTTURN.toolVerdicts))) as Record<string, unknown>[];
    const { args_hash: _hash, optional: _optional, leaves: _leaves, ...said } = verdict ?? {};
    return [said, valueOf(span, OUTTURN.failure)];
  };

  test("valid, unknown, malformed and invalid calls are told apart", async () => {
    const name = "get_weather";
    expect(await judge(name, '{"city":"Oslo","days":2}')).toEqual([{ name, verdict: "valid" }, "ok"]);
    expect(await judge("get_wether", "{}")).toEqual([{ name: "get_wether", verdict: "unknown_tool" }, "unknown_tool"]);
    expect(await judge(name, '{"city":"Os')).toEqual([{ name, verdict: "malformed_arguments" }, "malformed_arguments"]);
    expect(await judge(name, '{"days":0,"unit":"K","extra":1}')).toEqual([
      {
        name,
        verdict: "invalid_arguments",
        violations: [
          { kind: "missing_required", path: "/city" },
          { kind: "unexpected_property", path: "/extra" },
          { kind: "constraint", path: "/days" },
          { kind: "not_in_enum", path: "/unit" },
        ],
      },
      "invalid_arguments",
    ]);
    const wrongType = { name, verdict: "invalid_arguments", violations: [{ kind: "wrong_type", path: "/city" }] };
    expect(await judge(name, '{"city":7}')).toEqual([wrongType, "invalid_arguments"]);
  });

  test("a call cut off at the token limit is truncated, not malformed", async () => {
    expect(await judge("get_weather", '{"city":"Os', { finishReason: "length" })).toEqual([
      { name: "get_weather", verdict: "not_validated", why: "truncated" },
      "truncated",
    ]);
  });

  test("a demanded tool call that does not come is missing", async () => {
    const span = await onlySpan([{ text: "No." }], ({ openai }) =>
      openai.chat.completions.create({ ...CHAT, tools: [city], tool_choice: "required" }),
    );
    expect(valueOf(span, OUTTURN.failure)).toBe("missing_tool_call");
  });

  test("JSON that was asked for is held against its schema, unless a tool was called instead", async () => {
    const schema = { type: "object", properties: { answer: { type: "number" } }, required: ["answer"] };
    const format = { type: "json_schema" as const, json_schema: { name: "answer", schema } };
    const ask = async (reply: FakeReply): Promise<unknown> => {
      const span = await onlySpan([reply], async ({ openai }) =>
        collect(await openai.chat.completions.create({ ...STREAM, response_format: format })),
      );
      return [valueOf(span, OUTTURN.json), valueOf(span, OUTTURN.failure)];
    };
    expect(await ask({ text: '{"answer": 42}' })).toEqual(["ok", "ok"]);
    expect(await ask({ text: '{"answer": "42"}' })).toEqual(["schema_mismatch", "schema_mismatch"]);
    expect(await ask({ text: "It is 42." })).toEqual(["invalid_json", "invalid_json"]);
    expect(await ask({ text: '{"ans', finishReason: "length" })).toEqual(["invalid_json", "truncated"]);
    expect(await ask({ toolCalls: [{ name: "get_weather", arguments: "{}" }] })).toEqual([undefined, "ok"]);
  });
});
