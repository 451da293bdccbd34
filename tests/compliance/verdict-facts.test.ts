import type OpenAI from "openai";
import { describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import type { Task } from "#lib/capture/index.ts";
import { OUTTURN } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeReply } from "#tests/support/fake-provider.ts";

import { collect, keepSpans, openClients, valueOf } from "./compare.ts";
import type { Stage } from "./compare.ts";

const SCHEMA = {
  type: "object" as const,
  properties: { company: { type: "string" }, seats: { type: "number" }, note: { type: "string" } },
  required: ["company"],
};
const ASK = [{ role: "user" as const, content: "Register Acme with 250 seats" }];
const CHAT = { model: "gpt-4o", messages: ASK };
const STREAM = { ...CHAT, stream: true } as const;
const MESSAGE = { model: "claude-sonnet-5", max_tokens: 100, messages: ASK };
const SAVE: OpenAI.ChatCompletionTool = { type: "function", function: { name: "save", parameters: SCHEMA } };
const OTHER: OpenAI.ChatCompletionTool = { type: "function", function: { name: "other" } };
const save = (args: object): FakeReply => ({ toolCalls: [{ name: "save", arguments: { ...args } }] });
const format = (strict: boolean): OpenAI.ResponseFormatJSONSchema => ({
  type: "json_schema",
  json_schema: { name: "x", schema: SCHEMA, strict },
});

/** The spans of model calls that a task made. */
async function recorded(
  script: readonly FakeReply[],
  run: (stage: Stage & { task: Task }) => Promise<unknown>,
): Promise<OtlpSpan[]> {
  const spans: OtlpSpan[] = [];
  const provider = await startFakeProvider();
  provider.script(...script);
  const outturn = new Outturn({ key: "test", sink: keepSpans(spans) });
  const { openai, anthropic } = openClients(provider);
  try {
    await outturn.task("order", (task) =>
      run({ task, provider, openai: outturn.observe(openai), anthropic: outturn.observe(anthropic) }),
    );
    await outturn.shutdown();
  } finally {
    await provider.close();
  }
  return spans.filter((span) => span.kind === 3);
}

/** Verdict and counts of each tool call. */
const countsOf = (span: OtlpSpan | undefined): object[] =>
  (JSON.parse(String(valueOf(span, OUTTURN.toolVerdicts) ?? "[]")) as Record<string, unknown>[]).map(
    ({ name: _name, args_hash: _hash, ...counts }) => counts,
  );

describe("tool calls", () => {
  const filled = { optional: { offered: 2, filled: 1 }, leaves: { checked: 2, ungrounded: 0 } };
  const invented = { optional: { offered: 2, filled: 2 }, leaves: { checked: 3, ungrounded: 2 } };
  const replies = [save({ company: "Acme", seats: 250 }), save({ company: "ACME", seats: 300, note: "urgent" })];

  test("of each, optional properties filled and values found in the request are counted, plain and streamed", async () => {
    const tools = [SAVE, OTHER];
    const spans = await recorded([...replies, ...replies], async ({ openai }) => {
      await openai.chat.completions.create({ ...CHAT, tools });
      await openai.chat.completions.create({ ...CHAT, tools });
      await collect(await openai.chat.completions.create({ ...STREAM, tools }));
      await collect(await openai.chat.completions.create({ ...STREAM, tools }));
    });
    const seen = spans.map((span) => ({ ...countsOf(span)[0], offered: valueOf(span, OUTTURN.toolsOffered) }));
    const [first, second] = [filled, invented].map((facts) => ({ verdict: "valid", ...facts, offered: 2 }));
    expect(seen).toEqual([first, second, first, second]);
  });

  test("the other APIs count the same", async () => {
    const spans = await recorded([...replies, ...replies], async ({ openai, anthropic }) => {
      const tools = [{ type: "function" as const, name: "save", parameters: SCHEMA, strict: false }];
      const own = [{ name: "save", input_schema: SCHEMA }];
      const request = { model: "gpt-5.2", input: "Register Acme with 250 seats", tools };
      await openai.responses.create(request);
      await collect(await openai.responses.create({ ...request, stream: true }));
      await anthropic.messages.create({ ...MESSAGE, tools: own });
      await collect(await anthropic.messages.create({ ...MESSAGE, tools: own, stream: true }));
    });
    const [first, second] = [filled, invented].map((facts) => [{ verdict: "valid", ...facts }]);
    expect(spans.map(countsOf)).toEqual([first, second, first, second]);
  });

  test("with a conversation that the provider keeps, nobody can say what is grounded", async () => {
    const spans = await recorded([save({ company: "Beta" })], ({ openai }) =>
      openai.responses.create({
        model: "gpt-5.2",
        input: "go on",
        previous_response_id: "resp_1",
        tools: [{ type: "function", name: "save", parameters: SCHEMA, strict: false }],
      }),
    );
    expect(countsOf(spans[0])).toEqual([{ verdict: "valid", optional: { offered: 2, filled: 0 } }]);
  });

  test("no argument is kept", async () => {
    const spans = await recorded([save({ company: "Verysecret" })], ({ openai }) =>
      openai.chat.completions.create({ ...CHAT, tools: [SAVE] }),
    );
    expect(JSON.stringify(spans)).not.toMatch(/Verysecret|Register/);
  });
});

describe("JSON answers", () => {
  const answer = { text: '{"company":"Acme","seats":999}' };
  const mechanismOf = (span: OtlpSpan | undefined): unknown[] =>
    [OUTTURN.jsonMechanism, OUTTURN.json].map((key) => valueOf(span, key) ?? null);

  test("the mechanism is told apart", async () => {
    const spans = await recorded(
      [answer, answer, answer, answer, answer, save({ company: "Acme" }), answer],
      async ({ openai, anthropic }) => {
        await openai.chat.completions.create({ ...CHAT, response_format: { type: "json_object" } });
        await openai.chat.completions.create({ ...CHAT, response_format: format(false) });
        await openai.chat.completions.create({ ...CHAT, response_format: format(true) });
        const text = { format: { type: "json_schema" as const, name: "x", schema: SCHEMA, strict: true } };
        await openai.responses.create({ model: "gpt-5.2", input: "Register", text });
        const output_config = { format: { type: "json_schema" as const, schema: SCHEMA } };
        await anthropic.messages.create({ ...MESSAGE, output_config });
        const tool_choice = { type: "function" as const, function: { name: "save" } };
        await openai.chat.completions.create({ ...CHAT, tools: [SAVE], tool_choice });
        await openai.chat.completions.create(CHAT);
      },
    );
    expect(spans.map(mechanismOf)).toEqual([
      ["json_mode", "ok"],
      ["schema", "ok"],
      ["strict_schema", "ok"],
      ["strict_schema", "ok"],
      ["strict_schema", "ok"],
      ["tool", null],
      [null, null],
    ]);
  });

  test("what the application expects is judged although only the prompt asked for it, plain and streamed", async () => {
    const wrong = { text: '{"seats":250}' };
    const spans = await recorded(
      [answer, answer, wrong, { text: "Certainly!" }, answer],
      async ({ openai, anthropic, task }) => {
        task.expectJson(SCHEMA);
        await openai.chat.completions.create(CHAT);
        await collect(await openai.chat.completions.create(STREAM));
        await collect(await anthropic.messages.create({ ...MESSAGE, stream: true }));
        task.expectJson();
        await anthropic.messages.create(MESSAGE);
        task.expectJson(null);
        await openai.chat.completions.create(CHAT);
      },
    );
    expect(spans.map(mechanismOf)).toEqual([
      ["prompt", "ok"],
      ["prompt", "ok"],
      ["prompt", "schema_mismatch"],
      ["prompt", "invalid_json"],
      [null, null],
    ]);
  });

  test("optional properties and values that are not in the request are counted", async () => {
    const [span] = await recorded([answer], ({ openai }) =>
      openai.chat.completions.create({ ...CHAT, response_format: format(false) }),
    );
    expect(JSON.parse(String(valueOf(span, OUTTURN.jsonValues)))).toEqual({
      optional: { offered: 2, filled: 1 },
      leaves: { checked: 2, ungrounded: 1 },
    });
  });
});

describe("rate limits", () => {
  const limitsOf = (span: OtlpSpan | undefined): unknown[] =>
    (span?.events ?? []).map(({ attributes }) => {
      const said = valueOf({ ...span, attributes } as OtlpSpan, OUTTURN.attemptRateLimits);
      return said === undefined ? null : (JSON.parse(String(said)) as unknown);
    });

  test("each attempt keeps what its headers said, with OpenAI's durations", async () => {
    const used = {
      "x-ratelimit-limit-requests": "500",
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "6m0s",
    };
    const left = {
      "x-ratelimit-limit-tokens": "30000",
      "x-ratelimit-remaining-tokens": "29900",
      "x-ratelimit-reset-tokens": "1.5s",
    };
    const [span] = await recorded(
      [{ status: 429, headers: { "retry-after-ms": "5", ...used } }, { headers: left }],
      ({ openai }) => openai.chat.completions.create(CHAT),
    );
    expect(limitsOf(span)).toEqual([
      [{ name: "requests", limit: 500, remaining: 0, reset_ms: 360_000 }],
      [{ name: "tokens", limit: 30_000, remaining: 29_900, reset_ms: 1500 }],
    ]);
  });

  test("Anthropic's moments of reset are times from the answer on", async () => {
    const headers = {
      "anthropic-ratelimit-input-tokens-limit": "2000000",
      "anthropic-ratelimit-input-tokens-remaining": "1999000",
      "anthropic-ratelimit-input-tokens-reset": new Date(Date.now() + 60_000).toISOString(),
      "anthropic-fast-output-tokens-limit": "0",
    };
    const [span] = await recorded([{ headers }], ({ anthropic }) => anthropic.messages.create(MESSAGE));
    const [limits] = limitsOf(span) as { name: string; reset_ms: number | null }[][];
    const input = limits?.find(({ name }) => name === "input-tokens");
    expect(limits).toContainEqual({ name: "fast-output-tokens", limit: 0, remaining: null, reset_ms: null });
    expect(input).toMatchObject({ limit: 2_000_000, remaining: 1_999_000 });
    expect(input?.reset_ms).toBeGreaterThan(0);
    expect(input?.reset_ms).toBeLessThanOrEqual(60_000);
  });
});
