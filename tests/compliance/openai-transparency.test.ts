import OpenAI, { APIPromise } from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { Stream } from "openai/streaming";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { collect, compare, HELLO, until } from "./compare.ts";
import type { Scenario } from "./compare.ts";

const CHAT = { model: "gpt-4o", messages: HELLO };
const STREAM = { ...CHAT, stream: true } as const;
const WEATHER = {
  type: "function" as const,
  function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
};
const PARALLEL = {
  toolCalls: [
    { name: "get_weather", arguments: { city: "Paris, the capital" } },
    { name: "get_time", arguments: "" },
  ],
};
const Answer = z.object({ answer: z.number() });

/** Everything a caller can look at on a parsed object: its fields, its hidden request id, its class. */
const inspected = (value: object & { _request_id?: string | null }): unknown => ({
  value,
  requestId: value._request_id,
  prototype: Object.getPrototypeOf(value) === Object.prototype,
});

const scenarios: Record<string, Scenario> = {
  create: { script: [{}], run: async ({ openai }) => inspected(await openai.chat.completions.create(CHAT)) },
  "create returns an APIPromise": {
    script: [{}],
    run: async ({ openai }) => {
      const promise = openai.chat.completions.create(CHAT);
      const kind = [promise instanceof APIPromise, promise instanceof Promise, Object.keys(promise)];
      await promise;
      return kind;
    },
  },
  "awaiting twice parses once": {
    script: [{}],
    run: async ({ openai }) => {
      const promise = openai.chat.completions.create(CHAT);
      return [
        (await promise) === (await promise),
        await promise.then((reply) => reply.id),
        await promise.finally(() => 1),
      ];
    },
  },
  withResponse: {
    script: [{}],
    run: async ({ openai }) => {
      const { data, response, request_id } = await openai.chat.completions.create(CHAT).withResponse();
      return [inspected(data), response.status, response.bodyUsed, response.headers.get("content-type"), request_id];
    },
  },
  "asResponse leaves the body to the caller": {
    script: [{}, {}, {}],
    run: async ({ openai }) => {
      const first = await openai.chat.completions.create(CHAT).asResponse();
      const before = first.bodyUsed;
      const text = await first.text();
      const second: unknown = await (await openai.chat.completions.create(CHAT).asResponse()).json();
      const third = await (await openai.chat.completions.create(CHAT).asResponse()).arrayBuffer();
      return [first instanceof Response, before, first.bodyUsed, first.url.slice(-17), text, second, third.byteLength];
    },
  },
  "asResponse, its body read by hand": {
    script: [{}],
    run: async ({ openai }) => {
      const response = await openai.chat.completions.create(STREAM).asResponse();
      const bytes = await collect(response.body as unknown as AsyncIterable<Uint8Array>);
      return [Buffer.concat(bytes as Uint8Array[]).toString(), response.bodyUsed];
    },
  },
  "asResponse of a stream, its text taken at once": {
    script: [{}],
    run: async ({ openai }) => (await openai.chat.completions.create(STREAM).asResponse()).text(),
  },
  "asResponse, then the parsed value too": {
    script: [{}],
    run: async ({ openai }) => {
      const promise = openai.chat.completions.create(CHAT);
      const response = await promise.asResponse();
      return [response.bodyUsed, inspected(await promise), response.bodyUsed];
    },
  },
  "a stream with parallel tool calls": {
    script: [PARALLEL],
    run: async ({ openai }) => {
      const stream = await openai.chat.completions.create(STREAM);
      const kind = [stream instanceof Stream, stream.constructor.name, stream.controller instanceof AbortController];
      return [kind, await collect(stream)];
    },
  },
  "a stream whose caller asked for usage keeps its chunk": {
    script: [{}],
    run: async ({ openai }) =>
      collect(await openai.chat.completions.create({ ...STREAM, stream_options: { include_usage: true } })),
  },
  tee: {
    script: [PARALLEL],
    run: async ({ openai }) => {
      const [left, right] = (await openai.chat.completions.create(STREAM)).tee();
      return [await collect(left), await collect(right)];
    },
  },
  toReadableStream: {
    script: [{}],
    run: async ({ openai }) => {
      const readable = (await openai.chat.completions.create(STREAM)).toReadableStream();
      return new Response(readable as ReadableStream<Uint8Array<ArrayBuffer>>).text();
    },
  },
  "a second iteration throws": {
    script: [{}],
    run: async ({ openai }) => {
      const stream = await openai.chat.completions.create(STREAM);
      await collect(stream);
      return collect(stream);
    },
  },
  "breaking off closes the connection": {
    script: [{ text: "a long answer that goes on and on", chunkDelayMs: 2 }],
    run: async ({ openai, provider }) => {
      let chunks = 0;
      for await (const _chunk of await openai.chat.completions.create(STREAM)) {
        chunks += 1;
        if (chunks === 2) break;
      }
      await until(() => provider.hangUps() === 1);
      return chunks;
    },
  },
  "aborting a stream ends it quietly": {
    script: [{ text: "a long answer that goes on and on", chunkDelayMs: 2 }],
    run: async ({ openai, provider }) => {
      const controller = new AbortController();
      let chunks = 0;
      for await (const _chunk of await openai.chat.completions.create(STREAM, { signal: controller.signal })) {
        chunks += 1;
        if (chunks === 2) controller.abort();
      }
      await until(() => provider.hangUps() === 1);
      return chunks;
    },
  },
  "aborting a plain call rejects": {
    script: [{ delayMs: 5000 }],
    run: async ({ openai, provider }) => {
      const controller = new AbortController();
      const promise = openai.chat.completions.create(CHAT, { signal: controller.signal });
      void until(() => provider.requests.length === 1).then(() => controller.abort());
      return promise;
    },
  },
  "a timeout": {
    script: [{ delayMs: 5000 }],
    run: async ({ openai }) => openai.chat.completions.create(CHAT, { timeout: 50, maxRetries: 0 }),
  },
  "a stream that reports an error": {
    script: [{ text: "some words and then", errorAfter: 3 }],
    run: async ({ openai }) => collect(await openai.chat.completions.create(STREAM)),
  },
  "a connection lost in the middle of a stream": {
    script: [{ text: "some words and then", destroyAfter: 3 }],
    run: async ({ openai }) => collect(await openai.chat.completions.create(STREAM)),
  },
  "429, 429, 200": {
    script: [
      { status: 429, headers: { "retry-after-ms": "5" } },
      { status: 429, headers: { "retry-after-ms": "5" } },
      {},
    ],
    run: async ({ openai }) => inspected(await openai.chat.completions.create(CHAT)),
  },
  "429 until the retries are used up": {
    script: Array.from({ length: 3 }, () => ({ status: 429, headers: { "retry-after-ms": "5" } })),
    run: async ({ openai }) => openai.chat.completions.create(CHAT),
  },
  parse: {
    script: [{ text: '{"answer": 42}' }],
    run: async ({ openai }) => {
      const format = zodResponseFormat(Answer, "answer");
      return inspected(await openai.chat.completions.parse({ ...CHAT, response_format: format }));
    },
  },
  "parse of a truncated answer throws after it was billed": {
    script: [{ text: '{"ans', finishReason: "length" }],
    run: async ({ openai }) => {
      const format = zodResponseFormat(Answer, "answer");
      return openai.chat.completions.parse({ ...CHAT, response_format: format });
    },
  },
  "chat.completions.stream": {
    script: [PARALLEL],
    run: async ({ openai }) => {
      const stream = openai.chat.completions.stream(CHAT);
      const events: string[] = [];
      stream.on("chunk", () => events.push("chunk")).on("content", () => events.push("content"));
      const events2 = await collect(stream);
      return [events, events2, await stream.finalChatCompletion(), await stream.totalUsage()];
    },
  },
  runTools: {
    script: [{ toolCalls: [{ name: "get_weather", arguments: { city: "Oslo" } }] }, { text: "It snows." }],
    run: async ({ openai }) => {
      const own = { description: "", parse: (text: string) => JSON.parse(text) as object, function: () => "snow" };
      const tool = { type: "function" as const, function: { ...WEATHER.function, ...own } };
      const runner = openai.chat.completions.runTools({ ...CHAT, tools: [tool] });
      return [await runner.finalContent(), runner.messages.length];
    },
  },
  "responses.create": {
    script: [PARALLEL],
    run: async ({ openai }) => inspected(await openai.responses.create({ model: "gpt-5.2", input: "hello" })),
  },
  "responses.create, streamed": {
    script: [PARALLEL],
    run: async ({ openai }) => collect(await openai.responses.create({ model: "gpt-5.2", input: "hi", stream: true })),
  },
  "responses.stream": {
    script: [{ text: "Hello there" }],
    run: async ({ openai }) => {
      const stream = openai.responses.stream({ model: "gpt-5.2", input: "hello" });
      return [await collect(stream), await stream.finalResponse()];
    },
  },
  "responses.parse": {
    script: [{ text: '{"answer": 42}' }],
    run: async ({ openai }) => {
      const text = { format: zodTextFormat(Answer, "answer") };
      return (await openai.responses.parse({ model: "gpt-5.2", input: "?", text })).output_parsed;
    },
  },
  embeddings: {
    script: [{}],
    run: async ({ openai }) =>
      inspected(await openai.embeddings.create({ model: "text-embedding-3-small", input: "x" })),
  },
  "a clone made by withOptions": {
    script: [{}],
    run: async ({ openai }) => {
      const clone = openai.withOptions({ maxRetries: 0 });
      return [clone instanceof OpenAI, clone.maxRetries, inspected(await clone.chat.completions.create(CHAT))];
    },
  },
  "a raw post": {
    script: [{}],
    run: async ({ openai }) => openai.post("/chat/completions", { body: CHAT }),
  },
  pages: { script: [{}], run: async ({ openai }) => collect(openai.models.list()) },
  "the client itself": {
    script: [],
    run: async ({ openai }) => [
      openai instanceof OpenAI,
      openai.constructor === OpenAI,
      Object.keys(openai).toSorted(),
      Object.keys(openai.chat.completions),
      openai.chat.completions.create.name,
      openai.chat.completions.create.length,
      openai.withOptions.length,
    ],
  },
};

for (const status of [400, 401, 403, 404, 409, 422, 500, 503]) {
  scenarios[`an answer of ${status}`] = {
    script: Array.from({ length: 3 }, () => ({
      status,
      headers: { "retry-after-ms": "2" },
      error: { code: "some_code" },
    })),
    run: async ({ openai }) => openai.chat.completions.create(CHAT),
  };
}

describe("a watched OpenAI client behaves as the bare one", () => {
  test.each(Object.entries(scenarios))("%s", async (_name, scenario) => {
    const { bare, watched, requests } = await compare(scenario);
    expect(watched).toEqual(bare);
    expect(requests.watched).toBe(requests.bare);
  });

  test("a failed call that nobody awaits is an unhandled rejection in both", async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => void unhandled.push(reason);
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", listener);
    await compare({
      script: [{ status: 400 }],
      run: async ({ openai, provider }) => {
        const before = unhandled.length;
        void openai.chat.completions.create(CHAT);
        await until(() => provider.requests.length === 1 && unhandled.length > before);
      },
    });
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
    expect(unhandled).toHaveLength(2);
  });
});
