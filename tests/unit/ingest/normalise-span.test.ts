import { describe, expect, test } from "vitest";
import { callOf, chatSpan, event, send, START_NS, wrap } from "./support/spans.ts";

const START_US = Number(START_NS / 1000n);

describe("a span of ours", () => {
  test("becomes one call with every fact it carries", async () => {
    const call = await callOf(
      chatSpan(
        {
          "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
          "gen_ai.response.id": "chatcmpl-1",
          "gen_ai.response.finish_reasons": ["stop"],
          "gen_ai.usage.cache_read.input_tokens": 400,
          "gen_ai.usage.reasoning.output_tokens": 30,
          "gen_ai.request.stream": true,
          "gen_ai.response.time_to_first_chunk": 0.25,
          "openai.response.service_tier": "default",
          "outturn.task.id": "lead-4711",
          "outturn.task.type": "lead_qualification",
          "outturn.input_chars": 4000,
          "outturn.reask": false,
          "outturn.json": "ok",
          "outturn.request.tools_hash": "t1",
          "outturn.request.prefix_hash": "p1",
          "outturn.request.hash": "r1",
          "outturn.request_id": "req_1",
          "outturn.usage.raw": '{"prompt_tokens":1000}',
          "outturn.tool_verdicts": JSON.stringify([
            {
              name: "crm",
              verdict: "invalid_arguments",
              violations: [{ kind: "wrong_type", path: "/id" }],
              args_hash: "a1",
            },
          ]),
        },
        { parentSpanId: "fedcba9876543210", events: [attempt(0, 429), attempt(1, 200)] },
      ),
      { scope: "outturn" },
    );
    expect(call).toMatchObject({
      traceId: "0123456789abcdef0123456789abcdef",
      spanId: "0123456789abcdef",
      parentSpanId: "fedcba9876543210",
      scope: "outturn",
      ownTaskId: "lead-4711",
      startUs: START_US,
      endUs: START_US + 1_000_000,
      operation: "generation",
      provider: "openai",
      model: "gpt-4o-mini",
      requestModel: "gpt-4o-mini",
      responseModel: "gpt-4o-mini-2024-07-18",
      responseId: "chatcmpl-1",
      requestId: "req_1",
      serviceTier: "default",
      streamed: true,
      ttftMs: 250,
      finishReasons: ["stop"],
      usage: { inputUncached: 600, cacheRead: 400, output: 100, reasoning: 30 },
      inputRule: "inclusive",
      usageRaw: '{"prompt_tokens":1000}',
      // 600 × 150 + 400 × 75 + 100 × 600 nano-dollars.
      cost: { total: 180_000n, input: 120_000n, source: "genai-prices 0.1.8: openai/gpt-4o-mini" },
      failure: "invalid_arguments",
      resendCount: 1,
      toolCalls: [
        {
          name: "crm",
          verdict: "invalid_arguments",
          violations: [{ kind: "wrong_type", path: "/id" }],
          why: null,
          argsHash: "a1",
        },
      ],
      json: "ok",
      toolsHash: "t1",
      prefixHash: "p1",
      requestHash: "r1",
      inputChars: 4000,
      markedReask: false,
      fromCache: false,
      key: "default",
    });
    expect(call.attempts?.map(({ index, failure }) => [index, failure])).toEqual([
      [0, "rate_limited"],
      [1, "ok"],
    ]);
  });

  test("says of its task what it carries, and its resource what it lacks", async () => {
    const call = await callOf(
      chatSpan({
        "outturn.task.outcome": "failed",
        "outturn.task.failure_reason": "wrong_vendor",
        "outturn.check.polite": true,
        "outturn.check.right_tool": "False",
        "outturn.tag.customer": "acme",
        "outturn.expected_tool": "",
        "user.id": "u1",
      }),
      { resource: { "deployment.environment.name": "staging", "service.version": "7", "user.id": "other" } },
    );
    expect(call.facts).toEqual({
      outcome: { outcome: "failed", reason: "wrong_vendor", source: "reported", atUs: START_US + 1_000_000 },
      checks: { polite: true, right_tool: false },
      tags: { customer: "acme" },
      expectedTool: "",
      user: "u1",
      environment: "staging",
      version: "7",
      rootName: "chat gpt-4o-mini",
    });
  });

  test.each([
    [
      "OpenLLMetry",
      { "traceloop.workflow.name": "refund", "traceloop.association.properties.plan": "gold" },
      { workflow: "refund", tags: { plan: "gold" } },
    ],
    [
      "Vercel's SDK",
      {
        "ai.telemetry.functionId": "triage",
        "ai.telemetry.metadata.plan": "gold",
        "ai.telemetry.metadata.userId": "u1",
        "ai.telemetry.metadata.apiKey": "k",
      },
      { workflow: "triage", tags: { plan: "gold" }, user: "u1" },
    ],
    [
      "Langfuse",
      {
        "langfuse.trace.name": "intake",
        "langfuse.trace.tags": ["beta", "tier:gold"],
        "langfuse.trace.metadata.shop": 7,
      },
      { workflow: "intake", tags: { shop: "7", beta: "true", tier: "gold" } },
    ],
    [
      "OpenInference",
      {
        "openinference.span.kind": "LLM",
        metadata: '{"plan":"gold","prompt":"secret","deep":{"a":1}}',
        "tag.tags": ["beta"],
      },
      { tags: { plan: "gold", beta: "true" } },
    ],
  ])("says by %s' names what workflow and whose it is, and how the application tagged it", async (_, said, facts) => {
    const call = await callOf(chatSpan(said));
    expect(call.facts).toMatchObject(facts);
    expect(call.facts.tags).toEqual(facts.tags);
  });

  test.each([
    ["reviewed", "reviewed"],
    ["inferred", "inferred"],
    ["hearsay", "reported"],
    [null, "reported"],
  ])("with an outcome said to be %s carries it as %s", async (said, source) => {
    const outcome = { "outturn.task.outcome": "failed", "outturn.task.outcome_source": said };
    const call = await callOf(chatSpan(outcome));
    expect(call.facts.outcome).toMatchObject({ outcome: "failed", source });
  });

  test("that says nothing of its task, its attempts or its tools leaves them unknown", async () => {
    const call = await callOf(chatSpan());
    expect(call).toMatchObject({
      ownTaskId: null,
      attempts: null,
      resendCount: null,
      toolCalls: [],
      facts: {},
      json: null,
    });
  });
});

function attempt(index: number, status: number) {
  return event("outturn.attempt", { index, "http.response.status_code": status, "outturn.attempt.wait_ms": 500 });
}

describe("any other span", () => {
  test.each(["invoke_agent", "execute_tool", "create_agent", "invoke_workflow", "retrieval", "fetch_response", "plan"])(
    "of operation %s is an event of its task and is never billed, whatever usage it repeats",
    async (operation) => {
      const { calls, events } = await send(
        wrap([chatSpan({ "gen_ai.operation.name": operation, "outturn.task.id": "t" })]),
      );
      expect(calls).toEqual([]);
      expect(events).toMatchObject([
        {
          id: "span:0123456789abcdef0123456789abcdef/0123456789abcdef",
          kind: "span",
          ownTaskId: "t",
          name: "chat gpt-4o-mini",
        },
      ]);
    },
  );

  test("without a model is an event", async () => {
    const plain = { ...chatSpan(), attributes: [] };
    expect((await send(wrap([plain]))).events).toHaveLength(1);
  });

  test("with a model and tokens from before operations had names is a generation", async () => {
    const call = await callOf(
      chatSpan({
        "gen_ai.operation.name": null,
        "gen_ai.provider.name": null,
        "gen_ai.system": "OpenAI",
        "gen_ai.usage.input_tokens": null,
        "gen_ai.usage.prompt_tokens": 12,
      }),
    );
    expect(call).toMatchObject({ operation: "generation", provider: "openai", usage: { inputUncached: 12 } });
  });

  test("of an operation nobody knows is a generation when a model answered with tokens", async () => {
    expect((await callOf(chatSpan({ "gen_ai.operation.name": "answer" }))).operation).toBe("generation");
    const { calls } = await send(wrap([chatSpan({ "gen_ai.operation.name": "answer", "gen_ai.request.model": null })]));
    expect(calls).toEqual([]);
  });

  test("of embeddings is a call of its own kind", async () => {
    const call = await callOf(chatSpan({ "gen_ai.operation.name": "embeddings", "gen_ai.usage.output_tokens": null }));
    expect(call.operation).toBe("embedding");
  });
});

describe("a model's name", () => {
  test.each([
    ["openai", "gpt-4o", "gpt-4o-2024-08-06", "gpt-4o"],
    ["azure", "my-deployment", "gpt-4o-2024-08-06", "gpt-4o-2024-08-06"],
    ["openrouter", "openrouter/auto", "anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5"],
    ["openrouter", "openai/gpt-4o-mini", "openai/gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini"],
    [
      "aws.bedrock",
      "arn:aws:bedrock:eu:1:application-inference-profile/x",
      "anthropic.claude-v4",
      "anthropic.claude-v4",
    ],
  ])("at %s asked for %s, served %s, is %s", async (provider, asked, served, name) => {
    const call = await callOf(
      chatSpan({ "gen_ai.provider.name": provider, "gen_ai.request.model": asked, "gen_ai.response.model": served }),
    );
    expect(call.model).toBe(name);
  });
});

describe("token counts", () => {
  test("of zero on both sides are no usage", async () => {
    const call = await callOf(chatSpan({ "gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0 }));
    expect(call.usage).toBeNull();
    expect(call.cost.total).toBeNull();
  });

  test("as text are numbers", async () => {
    const call = await callOf(chatSpan({ "gen_ai.usage.input_tokens": "41" }));
    expect(call.usage?.inputUncached).toBe(41);
  });

  test("with more cache than input prove the input exclusive", async () => {
    const call = await callOf(
      chatSpan({ "gen_ai.usage.input_tokens": 4, "gen_ai.usage.cache_read.input_tokens": 1165 }),
    );
    expect(call).toMatchObject({ inputRule: "exclusive", usage: { inputUncached: 4, cacheRead: 1165 } });
  });

  test("split cache writes by how long they are kept", async () => {
    const call = await callOf(
      chatSpan({
        "gen_ai.usage.cache_creation.input_tokens": 100,
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens": 30,
      }),
    );
    expect(call.usage).toMatchObject({ inputUncached: 900, cacheWrite5m: 70, cacheWrite1h: 30 });
  });
});

describe("two versions of a span", () => {
  test("have the same hash when they say the same in another order", async () => {
    const span = chatSpan();
    const turned = { ...span, attributes: [...span.attributes].reverse() };
    expect((await callOf(turned)).contentHash).toBe((await callOf(span)).contentHash);
    expect((await callOf(span)).contentHash).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ["a value", chatSpan({ "gen_ai.usage.output_tokens": 101 })],
    ["a type", chatSpan({ "gen_ai.usage.output_tokens": "100" })],
    ["an end", chatSpan({}, { endTimeUnixNano: String(START_NS + 2_000_000_000n) })],
    ["an event", chatSpan({}, { events: [event("x", {})] })],
  ])("have different hashes when they differ in %s", async (_what, other) => {
    expect((await callOf(other)).contentHash).not.toBe((await callOf(chatSpan())).contentHash);
  });
});
