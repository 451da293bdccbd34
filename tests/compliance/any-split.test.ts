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
function cutAt(body: Uint8Array, cuts: readonly number[], type = "text/event-stream"): typeof fetch {
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
    return new Response(stream, { headers: { "content-type": type } });
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

/** Streams of the other APIs, as their events stand on the wire. */
const sse = (events: readonly object[], end = ""): Uint8Array =>
  new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") + end);

const PROMPT = { model: "some-model", prompt: "Zürich" };
const file = (): File => new File(["RIFF"], "speech.wav");
const usage = { prompt_tokens: 2000, completion_tokens: 300, total_tokens: 2300 };
const media = { input_tokens: 2000, output_tokens: 300, total_tokens: 2300 };

const others: readonly (readonly [string, Uint8Array, Read])[] = [
  [
    "completions",
    sse(
      [
        {
          id: "c",
          object: "text_completion",
          model: "m",
          choices: [{ index: 0, text: "Grüße 👋🏽", finish_reason: null }],
        },
        { id: "c", object: "text_completion", model: "m", choices: [{ index: 0, text: "", finish_reason: "stop" }] },
        { id: "c", object: "text_completion", model: "m", choices: [], usage },
      ],
      "data: [DONE]\n\n",
    ),
    async (fetch, watch) => {
      const options = { stream: true, stream_options: { include_usage: true } } as const;
      return collect(await watch(new OpenAI({ apiKey: "x", fetch })).completions.create({ ...PROMPT, ...options }));
    },
  ],
  [
    "images",
    sse([
      { type: "image_generation.partial_image", b64_json: "Zm9v", partial_image_index: 0 },
      { type: "image_generation.completed", b64_json: "YmFy", usage: media },
    ]),
    async (fetch, watch) =>
      collect(await watch(new OpenAI({ apiKey: "x", fetch })).images.generate({ ...PROMPT, stream: true })),
  ],
  [
    "transcriptions",
    sse([
      { type: "transcript.text.delta", delta: "Grüße" },
      { type: "transcript.text.done", text: "Grüße", usage: { type: "tokens", ...media } },
    ]),
    async (fetch, watch) => {
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      return collect(await client.audio.transcriptions.create({ model: "some-model", file: file(), stream: true }));
    },
  ],
];

/** Reads the body of a raw response byte by byte, as it comes. */
async function bytesOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString("base64");
}

const raw: readonly (readonly [string, Uint8Array, Read])[] = [
  [
    "chat whose caller asked for usage",
    bodyOf("chat", chatEvents),
    async (fetch, watch) => {
      const options = { stream: true, stream_options: { include_usage: true } } as const;
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      return bytesOf(await client.chat.completions.create({ model: "m", messages: HELLO, ...options }).asResponse());
    },
  ],
  [
    "responses",
    bodyOf("responses", responsesEvents),
    async (fetch, watch) => {
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      return bytesOf(await client.responses.create({ model: "m", input: "hello", stream: true }).asResponse());
    },
  ],
  [
    "messages",
    bodyOf("messages", messagesEvents),
    async (fetch, watch) => {
      const client = watch(new Anthropic({ apiKey: "x", fetch }));
      const messages = [{ role: "user" as const, content: "hello" }];
      const request = { model: "m", max_tokens: 99, messages, stream: true } as const;
      return bytesOf(await client.messages.create(request).asResponse());
    },
  ],
];

const CHAT_BODY = bodyOf("chat", chatEvents);
/** The body of a chat stream without what is sent only when usage is asked for. */
const UNASKED = new TextEncoder().encode(
  new TextDecoder()
    .decode(CHAT_BODY)
    .split("\n\n")
    .filter((event) => !/"choices":\[\].*"usage":\{/.test(event))
    .map((event) => event.replace(/,"usage":null/, ""))
    .join("\n\n"),
);

const SPOKEN = new Uint8Array(5000).map((_, i) => (i * 7919) % 256);

const cuts = fc.array(fc.nat(), { maxLength: 40 });

/** Reads a body cut anywhere with a watched client: what the caller saw, and the one record it left. */
async function watchedRead(
  body: Uint8Array,
  at: readonly number[],
  read: Read,
): Promise<{ seen: unknown; span: OtlpSpan }> {
  const spans: OtlpSpan[] = [];
  const outturn = new Outturn({ key: "k", sink: keepSpans(spans) });
  const type = body === SPOKEN ? "audio/mpeg" : "text/event-stream";
  const seen = await read(cutAt(body, at, type), (client) => outturn.observe(client));
  await outturn.shutdown();
  const [span, ...rest] = spans;
  expect(rest).toEqual([]);
  if (span === undefined) throw new Error("nothing was recorded");
  return { seen, span };
}

describe("however any other stream is cut into pieces", () => {
  test.each(others)("%s gives the caller the same events, and the record is the same", async (_api, body, read) => {
    const whole = await read(cutAt(body, []), (client) => client);
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const { seen, span } = await watchedRead(body, at, read);
        expect(seen).toEqual(whole);
        expect([GEN_AI.inputTokens, GEN_AI.outputTokens, OUTTURN.failure].map((key) => valueOf(span, key))).toEqual([
          2000,
          300,
          "ok",
        ]);
      }),
      { numRuns: 20 },
    );
  });

  test.each(raw)("the raw body of %s is the same bytes, and the record is the same", async (_api, body, read) => {
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const { seen, span } = await watchedRead(body, at, read);
        expect(seen).toBe(Buffer.from(body).toString("base64"));
        expect([valueOf(span, GEN_AI.inputTokens), valueOf(span, GEN_AI.outputTokens)]).toEqual([2000, 300]);
      }),
      { numRuns: 20 },
    );
  });

  test("the raw body of a chat holds nothing that only we asked for, whatever the cuts", async () => {
    const read: Read = async (fetch, watch) => {
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      return bytesOf(await client.chat.completions.create({ model: "m", messages: HELLO, stream: true }).asResponse());
    };
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const { seen, span } = await watchedRead(CHAT_BODY, at, read);
        expect(seen).toBe(Buffer.from(UNASKED).toString("base64"));
        expect(valueOf(span, GEN_AI.outputTokens)).toBe(300);
      }),
      { numRuns: 20 },
    );
  });

  test("speech is the same bytes", async () => {
    const read: Read = async (fetch, watch) => {
      const client = watch(new OpenAI({ apiKey: "x", fetch }));
      return bytesOf(await client.audio.speech.create({ model: "tts", voice: "alloy", input: "Hello" }));
    };
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const { seen, span } = await watchedRead(SPOKEN, at, read);
        expect(seen).toBe(Buffer.from(SPOKEN).toString("base64"));
        expect(valueOf(span, OUTTURN.failure)).toBe("ok");
      }),
      { numRuns: 20 },
    );
  });
});

describe("however a stream is cut into pieces", () => {
  test.each(readers)("%s gives the caller the same events, and the record is the same", async (_api, body, read) => {
    const whole = await read(cutAt(body, []), (client) => client);
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const { seen, span } = await watchedRead(body, at, read);
        expect(seen).toEqual(whole);
        expect(valueOf(span, GEN_AI.inputTokens)).toBe(2000);
        expect(valueOf(span, GEN_AI.outputTokens)).toBe(300);
        const verdicts = JSON.parse(String(valueOf(span, OUTTURN.toolVerdicts))) as { name: string }[];
        expect(verdicts.map(({ name }) => name)).toEqual(["get_weather", "get_time"]);
      }),
      { numRuns: 40 },
    );
  });
});
