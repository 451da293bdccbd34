import Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { GEN_AI, OUTTURN } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { chatEvents } from "#tests/support/fake-provider/speak-chat.ts";
import { messagesEvents } from "#tests/support/fake-provider/speak-messages.ts";
import { responsesEvents } from "#tests/support/fake-provider/speak-responses.ts";
import type { FakeApi, FakeEvent, FakeReply } from "#tests/support/fake-provider/reply.ts";

import { collect, HELLO, keepSpans, valueOf } from "./compare.ts";

const REPLY: FakeReply = {
  text: "Zwölf Grüße, 你好, 👋🏽 and a line\nbreak",
  toolCalls: [
    { name: "get_weather", arguments: { city: "Zürich", note: "naïve ☃" } },
    { name: "get_time", arguments: "" },
  ],
  usage: { input: 2000, output: 300, cacheRead: 1500 },
};

function bodyOf(
  api: FakeApi,
  speak: (request: Parameters<typeof chatEvents>[0], reply: FakeReply) => FakeEvent[],
): Uint8Array {
  const asked = { stream_options: { include_usage: true } };
  const request = { api, path: "", headers: {}, body: asked, model: "some-model", stream: true, retry: 0 };
  const lines = speak(request, REPLY).map(({ event, data }) => {
    return `${event === null ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
  });
  return new TextEncoder().encode(lines.join("") + (api === "chat" ? "data: [DONE]\n\n" : ""));
}

/** A fetch whose answer arrives in pieces cut at the given bytes. */
function cutAt(body: Uint8Array, cuts: readonly number[]): typeof fetch {
  return async () => {
    const edges = [0, ...cuts.map((cut) => cut % body.length).toSorted((a, b) => a - b), body.length];
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const [at, end] of edges.slice(1).entries()) {
          const piece = body.subarray(edges[at], end);
          if (piece.length > 0) controller.enqueue(piece);
        }
        controller.close();
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  };
}

type Read = (fetch: typeof globalThis.fetch, watch: <T extends object>(client: T) => T) => Promise<unknown>;

const readers: readonly (readonly [FakeApi, Uint8Array, Read])[] = [
  [
    "chat",
    bodyOf("chat", chatEvents),
    async (fetch, watch) => {
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      const options = { stream: true, stream_options: { include_usage: true } } as const;
      return collect(await client.chat.completions.create({ model: "some-model", messages: HELLO, ...options }));
    },
  ],
  [
    "responses",
    bodyOf("responses", responsesEvents),
    async (fetch, watch) => {
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      return collect(await client.responses.create({ model: "some-model", input: "hello", stream: true }));
    },
  ],
  [
    "messages",
    bodyOf("messages", messagesEvents),
    async (fetch, watch) => {
      const client = watch(new Anthropic({ apiKey: "x", fetch }));
      const messages = [{ role: "user" as const, content: "hello" }];
      return collect(await client.messages.create({ model: "some-model", max_tokens: 99, messages, stream: true }));
    },
  ],
];

describe("however a stream is cut into pieces", () => {
  test.each(readers)("%s gives the caller the same events, and the record is the same", async (_api, body, read) => {
    const whole = await read(cutAt(body, []), (client) => client);
    const cuts = fc.array(fc.nat(), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const spans: OtlpSpan[] = [];
        const outturn = new Outturn({ key: "k", sink: keepSpans(spans) });
        expect(await read(cutAt(body, at), (client) => outturn.observe(client))).toEqual(whole);
        await outturn.shutdown();
        const [span] = spans;
        expect(valueOf(span, GEN_AI.inputTokens)).toBe(2000);
        expect(valueOf(span, GEN_AI.outputTokens)).toBe(300);
        const verdicts = JSON.parse(String(valueOf(span, OUTTURN.toolVerdicts))) as { name: string }[];
        expect(verdicts.map(({ name }) => name)).toEqual(["get_weather", "get_time"]);
      }),
      { numRuns: 40 },
    );
  });
});
