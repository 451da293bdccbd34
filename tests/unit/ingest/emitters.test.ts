import { describe, expect, test } from "vitest";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { callOf, chatSpan, event, send, START_NS, wrap } from "./support/spans.ts";
import type { AttributeMap } from "./support/spans.ts";

/** A span with exactly these attributes. */
const bare = (name: string, attributes: AttributeMap, span: Partial<OtlpSpan> = {}): OtlpSpan => ({
  ...chatSpan({}, { name, ...span }),
  attributes: toOtlpAttributes(attributes),
});

describe("our capture", () => {
  test.each(["compaction", "advisor_message", "fallback_message"])(
    "bills a %s beside its call, on its own model, as no generation",
    async (operation) => {
      const call = await callOf(chatSpan({ "gen_ai.operation.name": operation }), { scope: "outturn" });
      // 1000 × 150 + 100 × 600 nano-dollars.
      expect(call).toMatchObject({
        operation: "other",
        usage: { inputUncached: 1000, output: 100 },
        cost: { total: 210_000n },
      });
    },
  );

  test.each(["chat", "text_completion"])("counts a %s as a generation", async (operation) => {
    const call = await callOf(chatSpan({ "gen_ai.operation.name": operation }), { scope: "outturn" });
    expect(call.operation).toBe("generation");
  });

  test.each(["image_generation", "speech", "transcription", "moderation"])(
    "counts a %s as another call, with usage or without",
    async (operation) => {
      const named = { "gen_ai.operation.name": operation };
      const without = { ...named, "gen_ai.usage.input_tokens": null, "gen_ai.usage.output_tokens": null };
      expect((await callOf(chatSpan(named), { scope: "outturn" })).operation).toBe("other");
      expect((await callOf(chatSpan(without), { scope: "outturn" })).operation).toBe("other");
    },
  );

  test("takes a count of tokens and a look at a stored response as events, not as calls", async () => {
    for (const operation of ["count_tokens", "fetch_response"]) {
      const span = bare(operation, { "gen_ai.operation.name": operation, "gen_ai.request.model": "gpt-4o-mini" });
      expect((await send(wrap([span], { scope: "outturn" }))).calls).toEqual([]);
    }
  });

  test("means zero when it says so: a stream that broke off before anything was counted costs nothing", async () => {
    const zeros = chatSpan({ "gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0 });
    expect(await callOf(zeros, { scope: "outturn" })).toMatchObject({
      usage: { inputUncached: 0, output: 0 },
      cost: { total: 0n },
    });
  });

  test("bills no agent or tool", async () => {
    const tool = bare("execute_tool x", { "gen_ai.operation.name": "execute_tool" });
    expect((await send(wrap([tool], { scope: "outturn" }))).calls).toEqual([]);
  });
});

describe("Anthropic's SDK", () => {
  const scope = "com.anthropic.sdk.typescript";
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-4-5",
    "gen_ai.usage.input_tokens": 1200,
    "gen_ai.usage.cache_read.input_tokens": 900,
    "gen_ai.usage.cache_write.input_tokens": 100,
    "anthropic.usage.cache_creation.ephemeral_5m_input_tokens": 60,
    "anthropic.usage.cache_creation.ephemeral_1h_input_tokens": 40,
    "gen_ai.usage.output_tokens": 50,
    "anthropic.message.stop_reason": "max_tokens",
    "anthropic.response.service_tier": "standard",
    "anthropic.request.id": "req_1",
    "http.request.resend_count": 2,
    "http.response.status_code": 200,
  };

  test("counts input with the cache, writes by their time, and retries", async () => {
    expect(await callOf(bare("anthropic.messages.create", attributes), { scope })).toMatchObject({
      inputRule: "inclusive",
      usage: { inputUncached: 200, cacheRead: 900, cacheWrite5m: 60, cacheWrite1h: 40, output: 50 },
      finishReasons: ["length"],
      failure: "truncated",
      resendCount: 2,
      attempts: null,
      requestId: "req_1",
      serviceTier: "standard",
      // 200 × 3,000 + 900 × 300 + 60 × 3,750 + 40 × 6,000 + 50 × 15,000 nano-dollars.
      cost: { total: 2_085_000n },
    });
  });

  test("is billed for neither counting tokens nor running tools", async () => {
    const spans = ["anthropic.messages.count_tokens", "anthropic.messages.tool_runner", "anthropic.tool_use x"];
    const { calls, events } = await send(
      wrap(
        spans.map((name, i) => bare(name, attributes, { spanId: `${i + 1}`.repeat(16) })),
        { scope },
      ),
    );
    expect([calls.length, events.length]).toEqual([0, 3]);
  });
});

describe("Claude Code", () => {
  test("sends bare names, numbers as text, input without the cache and attempts as a total", async () => {
    const span = bare("claude_code.llm_request", {
      model: "claude-sonnet-4-5",
      input_tokens: "10",
      output_tokens: "20",
      cache_read_tokens: "3000",
      cache_creation_tokens: "40",
      ttft_ms: "850",
      attempt: 3,
      request_id: "req_9",
      stop_reason: "tool_use",
      success: "true",
    });
    expect(await callOf(span, { scope: "com.anthropic.claude_code.tracing" })).toMatchObject({
      provider: "anthropic",
      model: "claude-sonnet-4-5",
      inputRule: "exclusive",
      usage: { inputUncached: 10, cacheRead: 3000, cacheWrite5m: 40, output: 20 },
      ttftMs: 850,
      resendCount: 2,
      requestId: "req_9",
      finishReasons: ["tool_calls"],
      failure: "ok",
    });
  });

  test("bills its requests, not the interactions around them", async () => {
    const { calls } = await send(
      wrap([bare("claude_code.interaction", { input_tokens: "10", model: "claude-sonnet-4-5" })]),
    );
    expect(calls).toEqual([]);
  });

  test("fails by what it says of itself", async () => {
    const span = bare("claude_code.llm_request", { model: "claude-sonnet-4-5", success: "false", status_code: "529" });
    expect((await callOf(span)).failure).toBe("overloaded");
  });
});

describe("Langfuse", () => {
  test("sends exclusive parts as JSON, output without its reasoning, and the time of the first token", async () => {
    const span = bare("generation", {
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "gpt-4o-mini",
      "langfuse.observation.usage_details": JSON.stringify({
        input: 100,
        input_cached_tokens: 900,
        output: 20,
        output_reasoning_tokens: 30,
      }),
      "langfuse.observation.completion_start_time": JSON.stringify(
        new Date(Number(START_NS / 1_000_000n) + 400).toISOString(),
      ),
      "langfuse.user.id": "u7",
      "langfuse.environment": "production",
    });
    expect(await callOf(span, { scope: "langfuse-sdk" })).toMatchObject({
      provider: "openai",
      inputRule: "exclusive",
      usage: { inputUncached: 100, cacheRead: 900, output: 50, reasoning: 30 },
      ttftMs: 400,
      facts: { user: "u7", environment: "production" },
    });
  });

  test("has levels for errors, and traces and spans that are not billed", async () => {
    const failed = bare("generation", {
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "gpt-4o-mini",
      "langfuse.observation.level": "ERROR",
      "langfuse.observation.status_message": "Rate limit reached for gpt-4o-mini",
    });
    expect((await callOf(failed)).failure).toBe("rate_limited");
    const agent = bare("agent", { "langfuse.observation.type": "agent", "gen_ai.request.model": "gpt-4o" });
    expect((await send(wrap([agent]))).calls).toEqual([]);
  });
});

describe("LiteLLM", () => {
  const call = { "llm.request.type": "completion", "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o-mini" };
  const tokens = { "gen_ai.usage.prompt_tokens": 100, "gen_ai.usage.completion_tokens": 10 };

  test("is billed for the call, not for the raw request beneath it", async () => {
    const { calls } = await send(
      wrap(
        [
          bare("litellm_request", { ...call, ...tokens, "llm.is_streaming": "True" }),
          bare("raw_gen_ai_request", { ...call, ...tokens }, { spanId: "bbbbbbbbbbbbbbbb" }),
        ],
        { scope: "litellm" },
      ),
    );
    expect(calls).toMatchObject([{ streamed: true, usage: { inputUncached: 100, output: 10 } }]);
  });

  test("costs nothing when it answers from its cache", async () => {
    const span = bare("litellm_request", {
      ...call,
      ...tokens,
      hidden_params: "{'cache_hit': True, 'cache_key': 'k'}",
    });
    expect(await callOf(span, { scope: "litellm" })).toMatchObject({ fromCache: true, cost: { total: 0n } });
  });

  test("means the count under the old name when the new one says zero", async () => {
    const span = bare("litellm_request", {
      ...call,
      ...tokens,
      "gen_ai.usage.cache_read.input_tokens": 0,
      "gen_ai.usage.cache_read_input_tokens": 20,
    });
    expect((await callOf(span, { scope: "litellm" })).usage).toMatchObject({ inputUncached: 80, cacheRead: 20 });
  });
});

describe("OpenInference", () => {
  test("has kinds, a first-token event, and the rest in the raw request and response", async () => {
    const span = bare(
      "ChatCompletion",
      {
        "openinference.span.kind": "LLM",
        "llm.provider": "openai",
        "llm.model_name": "gpt-4o-mini-2024-07-18",
        "llm.invocation_parameters": '{"model":"gpt-4o-mini","stream":true}',
        "llm.token_count.prompt": 100,
        "llm.token_count.completion": 10,
        "llm.token_count.prompt_details.cache_read": 60,
        "output.mime_type": "application/json",
        "output.value": '{"id":"chatcmpl-1","service_tier":"flex","choices":[{"message":{"refusal":"I cannot"}}]}',
      },
      { events: [event("First Token Stream Event", {}, 120)] },
    );
    expect(await callOf(span)).toMatchObject({
      model: "gpt-4o-mini",
      requestModel: "gpt-4o-mini",
      responseModel: "gpt-4o-mini-2024-07-18",
      responseId: "chatcmpl-1",
      serviceTier: "flex",
      streamed: true,
      ttftMs: 120,
      usage: { inputUncached: 40, cacheRead: 60, output: 10 },
      failure: "refusal",
    });
  });

  test.each(["CHAIN", "AGENT", "TOOL", "RETRIEVER"])("is not billed for a %s", async (kind) => {
    const span = bare("x", {
      "openinference.span.kind": kind,
      "llm.token_count.prompt": 5,
      "llm.model_name": "gpt-4o",
    });
    expect((await send(wrap([span]))).calls).toEqual([]);
  });
});

describe("Vercel's AI SDK", () => {
  const usage = { "gen_ai.usage.input_tokens": 1300, "gen_ai.usage.output_tokens": 20 };
  const named = {
    "ai.operationId": "ai.streamText.doStream",
    "ai.model.provider": "anthropic.messages",
    "ai.model.id": "claude-sonnet-4-5",
  };
  const metadata = (input: number) => ({
    "ai.response.providerMetadata": JSON.stringify({
      anthropic: {
        usage: {
          input_tokens: input,
          cache_read_input_tokens: 1000,
          cache_creation_input_tokens: 200,
          service_tier: "standard",
        },
      },
    }),
  });

  test("passes Anthropic's own count in version 5, and its sum from 6 on", async () => {
    const five = await callOf(bare("s", { ...named, ...usage, ...metadata(1300) }));
    expect(five).toMatchObject({
      inputRule: "exclusive",
      usage: { inputUncached: 1300, cacheRead: 1000, cacheWrite5m: 200 },
    });
    const six = await callOf(bare("s", { ...named, ...usage, ...metadata(100) }));
    expect(six).toMatchObject({
      inputRule: "inclusive",
      usage: { inputUncached: 100, cacheRead: 1000, cacheWrite5m: 200 },
    });
    const detailed = await callOf(
      bare("s", { ...named, ...usage, "ai.usage.inputTokenDetails.cacheReadTokens": 1000 }),
    );
    expect(detailed).toMatchObject({ inputRule: "inclusive", usage: { inputUncached: 300, cacheRead: 1000 } });
  });

  test("tells the first chunk in milliseconds, and is billed once", async () => {
    const { calls, events } = await send(
      wrap([
        bare(
          "ai.streamText",
          { ...named, ...usage, "ai.operationId": "ai.streamText" },
          { spanId: "bbbbbbbbbbbbbbbb" },
        ),
        bare("ai.streamText.doStream", { ...named, ...usage, "ai.response.msToFirstChunk": 13.5 }),
      ]),
    );
    expect(calls).toMatchObject([{ provider: "anthropic", streamed: true, ttftMs: 13.5 }]);
    expect(events).toHaveLength(1);
  });
});

describe("OpenLLMetry", () => {
  test("passes Anthropic's own count from JavaScript alone", async () => {
    const attributes = {
      "gen_ai.provider.name": "anthropic",
      "gen_ai.usage.input_tokens": 1500,
      "gen_ai.usage.cache_read.input_tokens": 500,
    };
    const js = await callOf(chatSpan(attributes), { scope: "@traceloop/instrumentation-anthropic" });
    expect(js).toMatchObject({ inputRule: "exclusive", usage: { inputUncached: 1500 } });
    const python = await callOf(chatSpan(attributes), { scope: "opentelemetry.instrumentation.anthropic" });
    expect(python).toMatchObject({ inputRule: "inclusive", usage: { inputUncached: 1000 } });
  });

  test("marks workflows and tasks, which are not billed", async () => {
    const { calls } = await send(wrap([chatSpan({ "traceloop.span.kind": "workflow" })]));
    expect(calls).toEqual([]);
  });
});
