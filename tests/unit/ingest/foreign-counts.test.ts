import { describe, expect, test } from "vitest";

import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { readTask } from "#lib/fold/read-task.ts";

import { callOf, chatSpan, event, send, START_NS, wrap } from "./support/spans.ts";
import type { AttributeMap } from "./support/spans.ts";

/** A span with exactly these attributes. */
const bare = (name: string, attributes: AttributeMap, span: Partial<OtlpSpan> = {}): OtlpSpan => ({
  ...chatSpan({}, { name, ...span }),
  attributes: toOtlpAttributes(attributes),
});

const CLAUDE = "us.anthropic.claude-sonnet-4-20250514-v1:0";
const chat = { "gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o" };
const counted = { "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10 };
const doGenerate = { "ai.operationId": "ai.generateText.doGenerate", "ai.usage.outputTokens": 10 };
const langfuse = (usage: object): AttributeMap => ({
  "langfuse.observation.type": "generation",
  "langfuse.observation.model.name": "gpt-4o",
  "langfuse.observation.usage_details": JSON.stringify(usage),
});

/** Attributes, then input without the cache, what came from and went to the cache, output, and reasoning within it. */
type Counting = readonly [string, AttributeMap, readonly (number | null)[]];

const COUNTINGS: readonly Counting[] = [
  [
    "OpenLIT's details",
    {
      ...chat,
      ...counted,
      "gen_ai.usage.prompt_tokens_details.cache_read": 60,
      "gen_ai.usage.prompt_tokens_details.cache_write": 15,
      "gen_ai.usage.completion_tokens_details.reasoning": 4,
    },
    [25, 60, 15, 10, 4],
  ],
  [
    "OpenAI's details",
    { ...chat, ...counted, "gen_ai.usage.prompt_tokens_details.cached_tokens": 60 },
    [40, 60, null, 10, null],
  ],
  [
    "pydantic-ai's details",
    { ...chat, ...counted, "gen_ai.usage.details.cached_tokens": 70 },
    [30, 70, null, 10, null],
  ],
  ["counts by hand", { ...chat, ...counted, "gen_ai.usage.cached_input_tokens": "60" }, [40, 60, null, 10, null]],
  [
    "Semantic Kernel's early names",
    {
      ...chat,
      "gen_ai.operation.name": "chat.completions",
      "gen_ai.response.prompt_tokens": 100,
      "gen_ai.response.completion_tokens": 10,
    },
    [100, null, null, 10, null],
  ],
  [
    "OpenInference's cached input",
    {
      "openinference.span.kind": "LLM",
      "llm.model_name": "gpt-4o",
      "llm.token_count.prompt": 100,
      "llm.token_count.completion": 10,
      "llm.token_count.prompt_details.cache_input": 40,
    },
    [60, 40, null, 10, null],
  ],
  [
    "Strands on Bedrock, whose input leaves the cache out",
    {
      ...chat,
      ...counted,
      "gen_ai.system": "strands-agents",
      "gen_ai.request.model": CLAUDE,
      "gen_ai.usage.cache_read_input_tokens": 50,
      "gen_ai.usage.cache_write_input_tokens": 20,
    },
    [100, 50, 20, 10, null],
  ],
  [
    "Strands on OpenAI, whose input holds it",
    { ...chat, ...counted, "gen_ai.system": "strands-agents", "gen_ai.usage.cache_read_input_tokens": 50 },
    [50, 50, null, 10, null],
  ],
  [
    "Google's ADK, whose output leaves the reasoning out",
    {
      ...counted,
      "gen_ai.system": "gcp.vertex.agent",
      "gen_ai.request.model": "gemini-2.5-flash",
      "gen_ai.usage.experimental.reasoning_tokens": 5,
    },
    [100, null, null, 15, 5],
  ],
  [
    "Vercel's version 5 on Bedrock, which passes on its input without the cache",
    {
      ...doGenerate,
      "ai.model.provider": "amazon-bedrock",
      "ai.model.id": CLAUDE,
      "ai.usage.inputTokens": 1300,
      "ai.usage.cachedInputTokens": 1000,
    },
    [1300, 1000, null, 10, null],
  ],
  [
    "Vercel's version 5 with Claude on Vertex",
    {
      ...doGenerate,
      "ai.model.provider": "vertex.anthropic.messages",
      "ai.model.id": "claude-sonnet-4-5",
      "ai.usage.inputTokens": 1300,
      "ai.usage.cachedInputTokens": 1000,
    },
    [1300, 1000, null, 10, null],
  ],
  [
    "Langfuse with OpenAI's own usage, whose counts hold their parts",
    langfuse({
      prompt_tokens: 1000,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 800 },
      completion_tokens_details: { reasoning_tokens: 10 },
    }),
    [200, 800, null, 50, 10],
  ],
  [
    "Langfuse with LangChain's parts, which its counts leave out",
    langfuse({ input: 200, output: 40, input_cache_read: 800, output_reasoning: 10 }),
    [200, 800, null, 50, 10],
  ],
  ["Langfuse with a count that is null", langfuse({ input: null, output: "40" }), [null, null, null, 40, null]],
  [
    "Langfuse without a type",
    { ...langfuse({ input: 200, output: 40 }), "langfuse.observation.type": null },
    [200, null, null, 40, null],
  ],
];

test.each(COUNTINGS)("%s are counted in full", async (_name, attributes, counts) => {
  const { usage } = await callOf(bare("call", attributes));
  expect([usage?.inputUncached, usage?.cacheRead, usage?.cacheWrite5m, usage?.output, usage?.reasoning]).toEqual(
    counts,
  );
});

test.each([
  ["Langchain", "gpt-4o", "openai"],
  ["crewai", "claude-sonnet-4-5", "anthropic"],
  ["strands-agents", CLAUDE, "aws.bedrock"],
  ["crewai", "a-model-of-our-own", "crewai"],
])("%s, which names itself as the provider of %s, means %s", async (system, model, provider) => {
  const call = await callOf(
    bare("call", { ...chat, ...counted, "gen_ai.system": system, "gen_ai.request.model": model }),
  );
  expect([call.provider, call.cost.total === null]).toEqual([provider, provider === "crewai"]);
});

test.each([
  ["AG2's conversation", { "gen_ai.operation.name": "conversation" }],
  ["Spring AI's chat client", { "gen_ai.operation.name": "framework", "gen_ai.system": "spring_ai" }],
  ["a cycle of Strands", { "gen_ai.operation.name": "execute_event_loop_cycle", "gen_ai.system": "strands-agents" }],
  ["a look at a run on Azure", { "gen_ai.operation.name": "get_thread_run", "gen_ai.system": "az.ai.agents" }],
  ["a step of Vercel's version 7", { "gen_ai.operation.name": "agent_step" }],
])("%s, which repeats what its calls used, is not billed", async (_name, attributes) => {
  expect((await send(wrap([bare("x", { ...chat, ...counted, ...attributes })]))).calls).toEqual([]);
});

test("a kind that OpenLLMetry does not know leaves a call a call", async () => {
  expect((await callOf(bare("x", { ...chat, ...counted, "traceloop.span.kind": "unknown" }))).operation).toBe(
    "generation",
  );
});

test.each([
  ["['length']", ["length"]],
  ['["MAX_TOKENS"]', ["length"]],
  ["FinishReason.MAX_TOKENS", ["length"]],
  ["finish_reason_stop", ["stop"]],
  ["ToolCalls", ["tool_calls"]],
  ["ContentFilter", ["content_filter"]],
])("an ending written %s is read as %s", async (written, read) => {
  expect(
    (await callOf(bare("x", { ...chat, ...counted, "gen_ai.response.finish_reasons": written }))).finishReasons,
  ).toEqual(read);
});

describe("an exception whose message alone tells", () => {
  test.each([
    ["pydantic_ai.exceptions.ModelHTTPError", "status_code: 429, model_name: gpt-4o, body: {}", "rate_limited"],
    ["AxiosError", "Request failed with status code 400", "invalid_request"],
    ["httpx.HTTPStatusError", "Client error '400 Bad Request' for url 'https://api.example'", "invalid_request"],
    [
      "System.Net.Http.HttpRequestException",
      "Response status code does not indicate success: 404 (Not Found).",
      "invalid_request",
    ],
    ["Azure.RequestFailedException", "Service request failed.\nStatus: 401 (Access denied)", "auth"],
    [
      "botocore.exceptions.ClientError",
      "An error occurred (ThrottlingException) when calling the Converse operation: slow",
      "rate_limited",
    ],
    [
      "botocore.exceptions.ClientError",
      "An error occurred (ValidationException) when calling the Converse operation: no",
      "invalid_request",
    ],
    ["com.openai.errors.RateLimitException", "x", "rate_limited"],
    ["com.openai.errors.BadRequestException", "x", "invalid_request"],
    ["java.net.SocketTimeoutException", "x", "timeout"],
    ["java.net.ConnectException", "x", "network"],
  ])("%s: %s", async (type, message, failure) => {
    const events = [event("exception", { "exception.type": type, "exception.message": message })];
    const call = await callOf(bare("chat", chat, { status: { code: 2, message }, events }));
    expect(call.failure).toBe(failure);
  });
});

describe("a call that one instrumentation tells in two spans, one beneath the other", () => {
  const inner = {
    parentSpanId: "0123456789abcdef",
    spanId: "bbbbbbbbbbbbbbbb",
    startTimeUnixNano: String(START_NS + 1_000_000n),
    endTimeUnixNano: String(START_NS + 900_000_000n),
  };
  const callsOf = async (scope: string, spans: readonly OtlpSpan[]): Promise<number | undefined> => {
    const { calls, events } = await send(wrap(spans, { scope }));
    return readTask({ taskId: "0123456789abcdef0123456789abcdef", calls, events })?.calls.length;
  };
  const gemini = { ...counted, "gen_ai.system": "gcp.vertex.agent", "gen_ai.request.model": "gemini-2.5-flash" };

  test("is one: Google's ADK around its client", async () => {
    const spans = [
      bare("call_llm", gemini),
      bare(
        "generate_content",
        { ...gemini, "gen_ai.operation.name": "generate_content", "gen_ai.system": "gemini" },
        inner,
      ),
    ];
    expect(await callsOf("gcp.vertex.agent", spans)).toBe(1);
  });

  test("is one: LiteLLM's proxy, with a span for the request and without", async () => {
    const attributes = { ...chat, ...counted, "llm.request.type": "completion", "gen_ai.operation.name": null };
    const proxy = bare("Received Proxy Server Request", attributes);
    expect(await callsOf("litellm", [proxy, bare("litellm_request", attributes, inner)])).toBe(1);
    expect(await callsOf("litellm", [proxy])).toBe(1);
    expect((await send(wrap([bare("Received Proxy Server Request", chat)], { scope: "litellm" }))).calls).toEqual([]);
  });

  test("is two where they count otherwise, or stand side by side", async () => {
    const outer = bare("chat", { ...chat, ...counted });
    const other = bare("chat", { ...chat, ...counted, "gen_ai.usage.output_tokens": 11 }, inner);
    const beside = bare("chat", { ...chat, ...counted }, { ...inner, parentSpanId: "cccccccccccccccc" });
    expect(await callsOf("test", [outer, other])).toBe(2);
    expect(await callsOf("test", [outer, beside])).toBe(2);
  });
});

test.each([
  ["openai", "openai/gpt-4o", "gpt-4o"],
  ["bedrock", `bedrock/${CLAUDE}`, CLAUDE],
  ["gcp.gen_ai", "models/gemini-2.5-flash", "gemini-2.5-flash"],
  ["VertexAI", "projects/p/locations/eu/publishers/google/models/gemini-2.5-flash", "gemini-2.5-flash"],
  ["groq", "llama-3.3-70b-versatile", "llama-3.3-70b-versatile"],
])("at %s, %s is the model %s, and has its price", async (system, written, model) => {
  const call = await callOf(
    bare("call", { ...chat, ...counted, "gen_ai.system": system, "gen_ai.request.model": written }),
  );
  expect([call.model, call.requestModel, call.cost.total === null]).toEqual([model, written, false]);
});

describe("values of odd forms", () => {
  const with_ = (key: string, value: unknown): OtlpSpan => ({
    ...chatSpan(),
    // Forms that no type of ours allows.
    attributes: [{ key, value }, ...chatSpan().attributes] as OtlpSpan["attributes"],
  });

  test.each([
    ["a text", { stringValue: "500" }, 500],
    ["an integer as text", { intValue: "500" }, 500],
    ["an integer as a number", { intValue: 500 }, 500],
    ["an integer with a point", { intValue: "500.0" }, 500],
    ["an integer with an exponent", { intValue: "5e2" }, 500],
    ["a double", { doubleValue: 500 }, 500],
    ["a double as text", { doubleValue: "500.0" }, 500],
    ["null", null, null],
    ["nothing", {}, null],
    ["NaN as JavaScript writes it", { doubleValue: null }, null],
    ["a list", { arrayValue: { values: [{ intValue: 500 }] } }, null],
    ["a map", { kvlistValue: { values: [{ key: "a", value: { intValue: 5 } }] } }, null],
    ["bytes", { bytesValue: "AAEC" }, null],
    ["an unheard-of kind", { setValue: [1] }, null],
  ])("%s as a count of cached tokens", async (_name, value, cacheRead) => {
    const { answer, calls } = await send(wrap([with_("gen_ai.usage.cache_read.input_tokens", value)]));
    expect([answer.status, answer.body, calls[0]?.usage?.cacheRead]).toEqual([200, "{}", cacheRead]);
  });
});
