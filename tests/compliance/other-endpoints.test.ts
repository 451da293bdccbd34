import { AzureOpenAI, toFile } from "openai";
import { describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";

import { collect, HELLO, keepSpans, valueOf } from "./compare.ts";
import { compareOn } from "./small-server.ts";
import type { Answers, Clients } from "./small-server.ts";

const IMAGE_USAGE = { input_tokens: 50, output_tokens: 4160, total_tokens: 4210 };
const HEARD = { type: "tokens", input_tokens: 30, input_token_details: { audio_tokens: 20 }, output_tokens: 9 };
const SOUND = new Uint8Array([73, 68, 51, 4, 0, 255, 254, 200]);

interface Case {
  readonly answers: Answers;
  readonly run: (clients: Clients) => Promise<unknown>;
  /** What the one span says. */
  readonly says: Readonly<Record<string, unknown>>;
}

const file = () => toFile(Buffer.from("sound"), "sound.mp3");

const cases: Record<string, Case> = {
  "images.generate": {
    answers: {
      "POST /v1/images/generations": [{ json: { created: 1, data: [{ b64_json: "AA==" }], usage: IMAGE_USAGE } }],
    },
    run: async ({ openai }) => openai.images.generate({ model: "gpt-image-1", prompt: "a cat" }),
    says: {
      "gen_ai.operation.name": "image_generation",
      "gen_ai.usage.input_tokens": 50,
      "gen_ai.usage.output_tokens": 4160,
      "outturn.input_chars": 5,
      "outturn.failure": "ok",
    },
  },
  "images.generate, streamed": {
    answers: {
      "POST /v1/images/generations": [
        {
          events: [
            { type: "image_generation.partial_image", b64_json: "AA==", partial_image_index: 0 },
            { type: "image_generation.completed", b64_json: "AAA=", usage: IMAGE_USAGE },
          ],
        },
      ],
    },
    run: async ({ openai }) =>
      collect(await openai.images.generate({ model: "gpt-image-1", prompt: "a cat", stream: true })),
    says: { "gen_ai.usage.output_tokens": 4160, "gen_ai.request.stream": true, "outturn.failure": "ok" },
  },
  "responses.compact": {
    answers: {
      "POST /v1/responses/compact": [
        {
          json: {
            id: "resp_c",
            object: "response.compaction",
            created_at: 1,
            output: [{ id: "cmp_1", type: "compaction", encrypted_content: "x" }],
            usage: {
              input_tokens: 900,
              input_tokens_details: { cached_tokens: 600 },
              output_tokens: 70,
              total_tokens: 970,
            },
          },
        },
      ],
    },
    run: async ({ openai }) => openai.responses.compact({ model: "gpt-5.2", input: "a long conversation" }),
    says: {
      "gen_ai.operation.name": "compaction",
      "gen_ai.usage.input_tokens": 900,
      "gen_ai.usage.cache_read.input_tokens": 600,
      "gen_ai.usage.output_tokens": 70,
      "outturn.failure": "ok",
    },
  },
  "images.edit": {
    answers: { "POST /v1/images/edits": [{ json: { created: 1, data: [{ b64_json: "AA==" }], usage: IMAGE_USAGE } }] },
    run: async ({ openai }) => openai.images.edit({ model: "gpt-image-1", prompt: "a dog", image: await file() }),
    says: { "gen_ai.usage.input_tokens": 50, "outturn.request.hash": undefined },
  },
  "audio.transcriptions.create": {
    answers: { "POST /v1/audio/transcriptions": [{ json: { text: "hello", usage: HEARD } }] },
    run: async ({ openai }) => openai.audio.transcriptions.create({ model: "gpt-4o-transcribe", file: await file() }),
    says: {
      "gen_ai.operation.name": "transcription",
      "gen_ai.usage.input_tokens": 30,
      "gen_ai.usage.audio.input_tokens": 20,
      "gen_ai.usage.output_tokens": 9,
      "outturn.input_chars": undefined,
    },
  },
  "audio.transcriptions.create as text": {
    answers: { "POST /v1/audio/transcriptions": [{ text: "hello\n", type: "text/plain" }] },
    run: async ({ openai }) =>
      openai.audio.transcriptions.create({ model: "whisper-1", file: await file(), response_format: "text" }),
    says: { "gen_ai.usage.input_tokens": undefined, "outturn.failure": "ok" },
  },
  "audio.transcriptions.create, streamed": {
    answers: {
      "POST /v1/audio/transcriptions": [
        {
          events: [
            { type: "transcript.text.delta", delta: "hel" },
            { type: "transcript.text.done", text: "hello", usage: HEARD },
          ],
        },
      ],
    },
    run: async ({ openai }) =>
      collect(
        await openai.audio.transcriptions.create({ model: "gpt-4o-transcribe", file: await file(), stream: true }),
      ),
    says: { "gen_ai.usage.input_tokens": 30, "outturn.failure": "ok" },
  },
  "audio.translations.create": {
    answers: { "POST /v1/audio/translations": [{ json: { text: "hello" } }] },
    run: async ({ openai }) => openai.audio.translations.create({ model: "whisper-1", file: await file() }),
    says: { "gen_ai.operation.name": "transcription", "gen_ai.request.model": "whisper-1" },
  },
  "audio.speech.create": {
    answers: { "POST /v1/audio/speech": [{ text: SOUND, type: "audio/mpeg" }] },
    run: async ({ openai }) => {
      const speak = () => openai.audio.speech.create({ model: "tts-1", voice: "alloy", input: "hello" });
      return [...new Uint8Array(await (await speak()).arrayBuffer())];
    },
    says: { "gen_ai.operation.name": "speech", "outturn.input_chars": 5, "outturn.failure": "ok" },
  },
  "audio.speech.create, its body read by hand": {
    answers: { "POST /v1/audio/speech": [{ text: SOUND, type: "audio/mpeg" }] },
    run: async ({ openai }) => {
      const response = await openai.audio.speech.create({ model: "tts-1", voice: "alloy", input: "hello" });
      const chunks = await collect(response.body as unknown as AsyncIterable<Uint8Array>);
      return Buffer.concat(chunks as Uint8Array[]).toString("hex");
    },
    says: { "outturn.failure": "ok" },
  },
  "audio.speech.create as a blob": {
    answers: { "POST /v1/audio/speech": [{ text: SOUND, type: "audio/mpeg" }] },
    run: async ({ openai }) => {
      const response = await openai.audio.speech.create({ model: "tts-1", voice: "alloy", input: "hello" });
      const blob = await response.blob();
      return [blob.size, blob.type];
    },
    says: { "outturn.failure": "ok" },
  },
  "audio.speech.create as bytes": {
    answers: { "POST /v1/audio/speech": [{ text: SOUND, type: "audio/mpeg" }] },
    run: async ({ openai }) => {
      const response = await openai.audio.speech.create({ model: "tts-1", voice: "alloy", input: "hello" });
      const bytes = await response.bytes();
      return [bytes instanceof Uint8Array, [...bytes], response.bodyUsed];
    },
    says: { "outturn.failure": "ok" },
  },
  "moderations.create": {
    answers: { "POST /v1/moderations": [{ json: { id: "modr-1", model: "omni-moderation-latest", results: [] } }] },
    run: async ({ openai }) => openai.moderations.create({ input: "hello" }),
    says: { "gen_ai.operation.name": "moderation", "gen_ai.response.id": "modr-1", "outturn.failure": "ok" },
  },
  "messages.countTokens": {
    answers: { "POST /v1/messages/count_tokens": [{ json: { input_tokens: 2095 } }] },
    run: async ({ anthropic }) =>
      anthropic.messages.countTokens({ model: "claude-sonnet-5-5", messages: [{ role: "user", content: "hello" }] }),
    says: { "gen_ai.operation.name": "count_tokens", "gen_ai.usage.input_tokens": undefined, "outturn.failure": "ok" },
  },
  "a refused image": {
    answers: {
      "POST /v1/images/generations": [{ json: { error: { code: "content_policy_violation" } }, status: 400 }],
    },
    run: async ({ openai }) => openai.images.generate({ model: "gpt-image-1", prompt: "no" }),
    says: { "outturn.failure": "content_filter" },
  },
};

describe("other endpoints behave as with the bare client, and leave one record", () => {
  test.each(Object.entries(cases))("%s", async (_name, { answers, run, says }) => {
    const { bare, watched, spans } = await compareOn(answers, run);
    expect(watched).toEqual(bare);
    expect(spans).toHaveLength(1);
    for (const [name, value] of Object.entries(says)) expect([name, valueOf(spans[0], name)]).toEqual([name, value]);
  });
});

describe("other clients and hosts", () => {
  test("an Azure client is watched, under Azure's name", async () => {
    const provider = await startFakeProvider();
    const spans: OtlpSpan[] = [];
    const outturn = new Outturn({ key: "k", sink: keepSpans(spans) });
    const redirect: typeof fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      return fetch(`${new URL(provider.openaiBaseUrl).origin}${url.pathname}${url.search}`, init);
    };
    const own = { endpoint: "https://example.openai.azure.com", apiVersion: "2025-04-01-preview" };
    const azure = outturn.observe(new AzureOpenAI({ apiKey: "x", fetch: redirect, ...own }));
    expect(azure).toBeInstanceOf(AzureOpenAI);
    expect((await azure.chat.completions.create({ model: "my-deployment", messages: HELLO })).object).toBe(
      "chat.completion",
    );
    const clone = azure.withOptions({ maxRetries: 0 });
    expect(clone).toBeInstanceOf(AzureOpenAI);
    await clone.embeddings.create({ model: "my-embeddings", input: "x" });
    await outturn.shutdown();
    await provider.close();
    expect(provider.requests.map(({ path }) => path)).toEqual([
      "/openai/deployments/my-deployment/chat/completions",
      "/openai/deployments/my-embeddings/embeddings",
    ]);
    expect(spans.map((span) => valueOf(span, "gen_ai.provider.name"))).toEqual(["azure.ai.openai", "azure.ai.openai"]);
  });

  test.each([
    ["https://openrouter.ai/api/v1", "openrouter"],
    ["https://api.groq.com/openai/v1", "groq"],
    ["https://api.deepseek.com", "deepseek"],
    ["https://api.mistral.ai/v1", "mistral_ai"],
    ["https://api.x.ai/v1", "x_ai"],
    ["https://api.together.xyz/v1", "together"],
    ["https://api.fireworks.ai/inference/v1", "fireworks"],
    ["https://api.cerebras.ai/v1", "cerebras"],
    ["https://generativelanguage.googleapis.com/v1beta/openai/", "gcp.gemini"],
    ["http://localhost:11434/v1", "ollama"],
    ["http://gpu-1.internal:8000/v1", "openai"],
  ])("a client of %s is %s's", async (baseURL, provider) => {
    const spans: OtlpSpan[] = [];
    const outturn = new Outturn({ key: "k", sink: keepSpans(spans) });
    const answer = { id: "c1", object: "chat.completion", model: "m", choices: [] };
    const { OpenAI } = await import("openai");
    const openai = outturn.observe(new OpenAI({ apiKey: "x", baseURL, fetch: async () => Response.json(answer) }));
    await openai.chat.completions.create({ model: "m", messages: HELLO });
    await outturn.shutdown();
    expect(valueOf(spans[0], "gen_ai.provider.name")).toBe(provider);
  });
});
