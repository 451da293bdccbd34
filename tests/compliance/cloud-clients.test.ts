import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { AnthropicVertex } from "@anthropic-ai/vertex-sdk";
import OpenAI, { AzureOpenAI } from "openai";
import { describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeReply } from "#tests/support/fake-provider.ts";
import { cloudFetch } from "#tests/support/fake-clouds.ts";
import { restartFakeIds } from "#tests/support/fake-provider/reply.ts";
import { describeError } from "#tests/support/replay-clients.ts";

import { collect, HELLO, keepSpans, valueOf } from "./compare.ts";

type Fetch = typeof fetch;

const azure = (own: Fetch): AzureOpenAI =>
  new AzureOpenAI({ apiKey: "fake", endpoint: "https://acme.openai.azure.com", apiVersion: "2026-01-01", fetch: own });
const bedrock = (own: Fetch): AnthropicBedrock =>
  new AnthropicBedrock({ awsAccessKey: "fake", awsSecretKey: "fake", awsRegion: "eu-central-1", fetch: own });
const vertex = (own: Fetch): AnthropicVertex => {
  // Only what the SDK asks of an AuthClient.
  const authClient = { getRequestHeaders: async () => new Headers({ authorization: "Bearer fake" }) } as never;
  return new AnthropicVertex({ region: "us", projectId: "acme", authClient, fetch: own });
};

interface Ran {
  readonly seen: unknown;
  readonly spans: readonly OtlpSpan[];
}

async function perform<C extends object>(
  make: (own: Fetch) => C,
  script: readonly FakeReply[],
  { run, watched }: { run: (client: C) => Promise<unknown>; watched: boolean },
): Promise<Ran> {
  restartFakeIds();
  const provider = await startFakeProvider();
  provider.script(...script);
  const spans: OtlpSpan[] = [];
  const outturn = new Outturn({ key: "test", sink: keepSpans(spans) });
  const client = make(cloudFetch(provider.anthropicBaseUrl));
  const seen = await run(watched ? outturn.observe(client) : client).catch((error: unknown) => ({
    threw: describeError(error),
  }));
  await outturn.shutdown();
  await provider.close();
  return { seen, spans };
}

/** Runs the same on a bare and on a watched client, which must look alike, and returns what was recorded. */
async function compared<C extends object>(
  make: (own: Fetch) => C,
  script: readonly FakeReply[],
  run: (client: C) => Promise<unknown>,
): Promise<readonly OtlpSpan[]> {
  const bare = await perform(make, script, { run, watched: false });
  const watched = await perform(make, script, { run, watched: true });
  expect(watched.seen).toEqual(bare.seen);
  return watched.spans;
}

const told = (span: OtlpSpan): unknown[] =>
  [GEN_AI.providerName, GEN_AI.requestModel, GEN_AI.inputTokens, OUTTURN.failure, PROVIDER.resendCount].map((key) =>
    valueOf(span, key),
  );

const QUICK = { status: 429, headers: { "retry-after-ms": "5" } };
const WEATHER = { toolCalls: [{ name: "get_weather", arguments: { city: "Oslo" } }] };

describe("Azure's client", () => {
  const CHAT = { model: "my-deployment", messages: HELLO };

  test("plain, streamed, retried, failed and cloned", async () => {
    const spans = await compared(azure, [{}, WEATHER, QUICK, {}, { status: 404 }, {}], async (client) => {
      const kind = [client instanceof AzureOpenAI, client instanceof OpenAI];
      const plain = await client.chat.completions.create(CHAT).withResponse();
      const chunks = await collect(await client.chat.completions.create({ ...CHAT, stream: true }));
      const retried = await client.chat.completions.create(CHAT);
      const failed = await client.chat.completions.create(CHAT).catch(describeError);
      const cloned = await client.withOptions({ maxRetries: 0 }).chat.completions.create(CHAT);
      return [kind, plain.data, plain.response.status, chunks, retried, failed, cloned];
    });
    const ok = ["azure.ai.openai", "my-deployment", 20, "ok"];
    expect(spans.map(told)).toEqual([
      [...ok, 0],
      [...ok, 0],
      [...ok, 1],
      ["azure.ai.openai", "my-deployment", undefined, "invalid_request", 0],
      [...ok, 0],
    ]);
  });

  test("responses and their helper", async () => {
    const spans = await compared(azure, [{}, { text: "Hello there" }], async (client) => [
      await client.responses.create({ model: "my-deployment", input: "hello" }),
      await client.responses.stream({ model: "my-deployment", input: "hello" }).finalResponse(),
    ]);
    expect(spans.map((span) => valueOf(span, GEN_AI.inputTokens))).toEqual([20, 20]);
  });

  test("behind a gateway of one's own is still Azure's", async () => {
    const make = (own: Fetch): AzureOpenAI =>
      new AzureOpenAI({
        apiKey: "fake",
        baseURL: "https://gateway.acme.com/openai",
        apiVersion: "2026-01-01",
        fetch: own,
      });
    const [span] = await compared(make, [{}], async (client) => client.chat.completions.create(CHAT));
    expect(valueOf(span, GEN_AI.providerName)).toBe("azure.ai.openai");
  });
});

const MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const message = (model: string) => ({
  model,
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "Hello" }],
});

describe("Bedrock's client", () => {
  test("plain, streamed in AWS' frames, by its helper, retried and failed", async () => {
    const script = [{}, WEATHER, { text: "Hello there" }, QUICK, {}, { status: 400 }];
    const spans = await compared(bedrock, script, async (client) => {
      const plain = await client.messages.create(message(MODEL)).withResponse();
      const events = await collect(await client.messages.create({ ...message(MODEL), stream: true }));
      const helped = await client.messages.stream(message(MODEL)).finalMessage();
      const retried = await client.beta.messages.create(message(MODEL));
      const failed = await client.messages.create(message(MODEL)).catch(describeError);
      return [client instanceof AnthropicBedrock, plain.data, events, helped, retried, failed];
    });
    const ok = ["aws.bedrock", MODEL, 20, "ok"];
    expect(spans.map(told)).toEqual([
      [...ok, 0],
      [...ok, 0],
      [...ok, 0],
      [...ok, 1],
      ["aws.bedrock", MODEL, undefined, "invalid_request", 0],
    ]);
    expect(valueOf(spans[1], OUTTURN.toolVerdicts)).toContain("get_weather");
  });

  test("the same words to two models are two requests, though only the path tells them apart", async () => {
    const spans = await compared(bedrock, [{}, {}, {}], async (client) => {
      for (const model of [MODEL, "anthropic.claude-haiku-4-5-20251001-v1:0", MODEL])
        await client.messages.create(message(model));
    });
    const [first, other, again] = spans.map((span) => valueOf(span, OUTTURN.requestHash));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe("Vertex AI's client", () => {
  test("plain, streamed, by its helper, retried and failed", async () => {
    const model = "claude-sonnet-4-5@20250929";
    const script = [{}, WEATHER, { text: "Hello there" }, QUICK, {}, { status: 400 }];
    const spans = await compared(vertex, script, async (client) => {
      const plain = await client.messages.create(message(model)).withResponse();
      const events = await collect(await client.messages.create({ ...message(model), stream: true }));
      const helped = await client.messages.stream(message(model)).finalMessage();
      const retried = await client.beta.messages.create(message(model));
      const failed = await client.messages.create(message(model)).catch(describeError);
      return [client instanceof AnthropicVertex, plain.data, events, helped, retried, failed];
    });
    const ok = ["gcp.vertex_ai", model, 20, "ok"];
    expect(spans.map(told)).toEqual([
      [...ok, 0],
      [...ok, 0],
      [...ok, 0],
      [...ok, 1],
      ["gcp.vertex_ai", model, undefined, "invalid_request", 0],
    ]);
  });
});

describe("hosts that speak OpenAI's language", () => {
  test.each([
    ["https://openrouter.ai/api/v1", "openrouter"],
    ["http://localhost:11434/v1", "ollama"],
    ["http://gpu-7.internal:8000/v1", "openai"],
    ["https://api.groq.com/openai/v1", "groq"],
  ])("%s is recorded as %s", async (baseURL, provider) => {
    const make = (own: Fetch): OpenAI => new OpenAI({ apiKey: "fake", baseURL, fetch: own });
    const CHAT = { model: "qwen3-32b", messages: HELLO };
    const spans = await compared(make, [{}, WEATHER], async (client) => [
      await client.chat.completions.create(CHAT),
      await collect(await client.chat.completions.create({ ...CHAT, stream: true })),
    ]);
    // OpenRouter sends usage with every stream; the fake does so only when asked, so that one stream is not counted here.
    expect(spans.map((span) => valueOf(span, GEN_AI.providerName))).toEqual([provider, provider]);
    expect(valueOf(spans[0], GEN_AI.inputTokens)).toBe(20);
  });
});
