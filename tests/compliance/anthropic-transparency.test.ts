import Anthropic, { APIPromise } from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { Stream } from "@anthropic-ai/sdk/streaming";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { collect, compare, until } from "./compare.ts";
import type { Scenario } from "./compare.ts";

const HELLO = {
  model: "claude-sonnet-5-5",
  max_tokens: 256,
  messages: [{ role: "user" as const, content: "Say hello" }],
};
const STREAM = { ...HELLO, stream: true } as const;
const TWO_TOOLS = {
  text: "Let me look.",
  toolCalls: [
    { name: "get_weather", arguments: { city: "Paris, the capital" } },
    { name: "get_time", arguments: "" },
  ],
};

const inspected = (value: object & { _request_id?: string | null }): unknown => ({
  value,
  requestId: value._request_id,
});

const scenarios: Record<string, Scenario> = {
  create: { script: [TWO_TOOLS], run: async ({ anthropic }) => inspected(await anthropic.messages.create(HELLO)) },
  "create returns an APIPromise": {
    script: [{}],
    run: async ({ anthropic }) => {
      const promise = anthropic.messages.create(HELLO);
      await promise;
      return [promise instanceof APIPromise, Object.keys(promise)];
    },
  },
  withResponse: {
    script: [{}],
    run: async ({ anthropic }) => {
      const { data, response, request_id } = await anthropic.messages.create(HELLO).withResponse();
      return [inspected(data), response.status, response.bodyUsed, request_id];
    },
  },
  asResponse: {
    script: [{}, {}],
    run: async ({ anthropic }) => {
      const plain: unknown = await (await anthropic.messages.create(HELLO).asResponse()).json();
      return [plain, await (await anthropic.messages.create(STREAM).asResponse()).text()];
    },
  },
  "a stream": {
    script: [TWO_TOOLS],
    run: async ({ anthropic }) => {
      const stream = await anthropic.messages.create(STREAM);
      return [stream instanceof Stream, await collect(stream)];
    },
  },
  tee: {
    script: [{}],
    run: async ({ anthropic }) => {
      const [left, right] = (await anthropic.messages.create(STREAM)).tee();
      return [await collect(left), await collect(right)];
    },
  },
  toReadableStream: {
    script: [{}],
    run: async ({ anthropic }) => {
      const readable = (await anthropic.messages.create(STREAM)).toReadableStream();
      return new Response(readable as ReadableStream<Uint8Array<ArrayBuffer>>).text();
    },
  },
  "a second iteration throws": {
    script: [{}],
    run: async ({ anthropic }) => {
      const stream = await anthropic.messages.create(STREAM);
      await collect(stream);
      return collect(stream);
    },
  },
  "messages.stream": {
    script: [TWO_TOOLS],
    run: async ({ anthropic }) => {
      const stream = anthropic.messages.stream(HELLO);
      const heard: string[] = [];
      stream.on("text", (text) => heard.push(text)).on("contentBlock", ({ type }) => heard.push(type));
      const events = await collect(stream);
      return [heard, events, await stream.finalMessage(), stream.request_id];
    },
  },
  "messages.parse": {
    script: [{ text: '{"answer":42}' }],
    run: async ({ anthropic }) => {
      const format = zodOutputFormat(z.object({ answer: z.number() }));
      return (await anthropic.messages.parse({ ...HELLO, output_config: { format } })).parsed_output;
    },
  },
  "beta.messages.create": {
    script: [{}],
    run: async ({ anthropic }) => inspected(await anthropic.beta.messages.create({ ...HELLO, betas: ["some-beta"] })),
  },
  "beta.messages.toolRunner": {
    script: [{ toolCalls: [{ name: "get_weather", arguments: { city: "Oslo" } }] }, { text: "It snows." }],
    run: async ({ anthropic }) => {
      const input_schema = { type: "object" as const, properties: { city: { type: "string" as const } } };
      const tool = { name: "get_weather", input_schema, run: () => "snow", parse: (input: unknown) => input };
      return anthropic.beta.messages.toolRunner({ ...HELLO, tools: [tool] }).runUntilDone();
    },
  },
  "breaking off closes the connection": {
    script: [{ text: "a long answer that goes on and on", chunkDelayMs: 2 }],
    run: async ({ anthropic, provider }) => {
      let chunks = 0;
      for await (const _event of await anthropic.messages.create(STREAM)) {
        chunks += 1;
        if (chunks === 3) break;
      }
      await until(() => provider.hangUps() === 1);
      return chunks;
    },
  },
  "aborting a helper's stream": {
    script: [{ text: "a long answer that goes on and on", chunkDelayMs: 2 }],
    run: async ({ anthropic, provider }) => {
      const stream = anthropic.messages.stream(HELLO);
      stream.once("text", () => stream.abort());
      const ended = await stream.done().then(
        () => "done",
        (error: Error) => error.constructor.name,
      );
      await until(() => provider.hangUps() === 1);
      return [ended, stream.aborted];
    },
  },
  "a stream that reports an error": {
    script: [{ text: "some words and then", errorAfter: 4 }],
    run: async ({ anthropic }) => collect(await anthropic.messages.create(STREAM)),
  },
  "529 until the retries are used up": {
    script: Array.from({ length: 3 }, () => ({
      status: 529,
      headers: { "retry-after-ms": "2" },
      error: { type: "overloaded_error" },
    })),
    run: async ({ anthropic }) => anthropic.messages.create(HELLO),
  },
  "429, 429, 200": {
    script: [
      { status: 429, headers: { "retry-after-ms": "2" } },
      { status: 429, headers: { "retry-after-ms": "2" } },
      {},
    ],
    run: async ({ anthropic }) => inspected(await anthropic.messages.create(HELLO)),
  },
  "a request too long to wait for throws at once": {
    script: [],
    run: async ({ anthropic }) => {
      try {
        void anthropic.messages.create({ ...HELLO, max_tokens: 100_000 });
      } catch (error) {
        return ["threw synchronously", (error as Error).message];
      }
      return "did not throw";
    },
  },
  "a clone made by withOptions": {
    script: [{}],
    run: async ({ anthropic }) => {
      const clone = anthropic.withOptions({ maxRetries: 0 });
      return [clone instanceof Anthropic, inspected(await clone.messages.create(HELLO))];
    },
  },
  "a raw post": {
    script: [{}],
    run: async ({ anthropic }) => anthropic.post("/v1/messages", { body: HELLO }),
  },
  "the client itself": {
    script: [],
    run: async ({ anthropic }) => [
      anthropic instanceof Anthropic,
      Object.keys(anthropic).toSorted(),
      Object.keys(anthropic.messages),
      anthropic.openTelemetry,
    ],
  },
};

describe("a watched Anthropic client behaves as the bare one", () => {
  test.each(Object.entries(scenarios))("%s", async (_name, scenario) => {
    const { bare, watched, requests } = await compare(scenario);
    expect(watched).toEqual(bare);
    expect(requests.watched).toBe(requests.bare);
  });
});
