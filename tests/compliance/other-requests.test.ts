import { toFile } from "openai";
import { describe, expect, test } from "vitest";

import { collect, valueOf } from "./compare.ts";
import { compareOn } from "./small-server.ts";
import type { Answer, Answers, Clients } from "./small-server.ts";

const NOW = Math.floor(Date.now() / 1000);
const FILE = { id: "file-1", object: "file", bytes: 5, created_at: 1, filename: "lines.jsonl", purpose: "batch" };

const page = (ids: readonly string[], more: boolean): Answer => ({
  json: { object: "list", data: ids.map((id) => ({ id })), has_more: more, first_id: ids[0], last_id: ids.at(-1) },
});

/** Requests that cost nothing: what they do and how they do it is nobody's business but the caller's. */
const requests: Record<string, { readonly answers: Answers; readonly run: (clients: Clients) => Promise<unknown> }> = {
  "an upload": {
    answers: { "POST /v1/files": [{ json: FILE }] },
    run: async ({ openai }) =>
      openai.files.create({ file: await toFile(Buffer.from("lines"), "lines.jsonl"), purpose: "batch" }),
  },
  "an upload that is refused": {
    answers: { "POST /v1/files": [{ json: { error: { message: "too large", code: "file_too_large" } }, status: 413 }] },
    run: async ({ openai }) => openai.files.create({ file: await toFile(Buffer.from("x"), "x"), purpose: "batch" }),
  },
  "an upload to Anthropic": {
    answers: { "POST /v1/files": [{ json: { id: "file_1", type: "file", filename: "a.txt" } }] },
    run: async ({ anthropic }) => anthropic.beta.files.upload({ file: await toFile(Buffer.from("text"), "a.txt") }),
  },
  "pages of files, walked by for await": {
    answers: { "GET /v1/files": [page(["file-1", "file-2"], true), page(["file-3"], false)] },
    run: async ({ openai }) => collect(openai.files.list()),
  },
  "pages of batches, walked by for await": {
    answers: { "GET /v1/batches": [page(["batch_1", "batch_2"], true), page(["batch_3"], false)] },
    run: async ({ openai }) => collect(openai.batches.list({ limit: 2 })),
  },
  "pages of batches, turned by hand": {
    answers: { "GET /v1/batches": [page(["batch_1"], true), page(["batch_2"], false)] },
    run: async ({ openai }) => {
      const first = await openai.batches.list({ limit: 1 });
      const second = await first.getNextPage();
      return [first.data, first.hasNextPage(), second.data, second.hasNextPage(), first.constructor.name];
    },
  },
  "pages of Anthropic's batches": {
    answers: { "GET /v1/messages/batches": [page(["msgbatch_1"], true), page(["msgbatch_2"], false)] },
    run: async ({ anthropic }) => collect(anthropic.messages.batches.list({ limit: 1 })),
  },
  "the models there are": {
    answers: { "GET /v1/models": [page(["gpt-5"], false)] },
    run: async ({ openai, anthropic }) => [await collect(openai.models.list()), await collect(anthropic.models.list())],
  },
};

describe("requests that cost nothing behave as with the bare client, and leave no record", () => {
  test.each(Object.entries(requests))("%s", async (_name, { answers, run }) => {
    const { bare, watched, spans } = await compareOn(answers, run);
    expect(watched).toEqual(bare);
    expect(spans).toEqual([]);
  });
});

describe("a response made in the background and called off", () => {
  const stored = (status: string): Answer => ({
    json: {
      id: "resp_1",
      object: "response",
      model: "gpt-5.2",
      created_at: NOW,
      background: true,
      status,
      output: [],
      usage: status === "cancelled" ? { input_tokens: 100, output_tokens: 7, total_tokens: 107 } : null,
    },
  });
  const answers = {
    "POST /v1/responses": [stored("queued")],
    "POST /v1/responses/resp_1/cancel": [stored("cancelled")],
  };

  const order = { model: "gpt-5.2", input: "a long task", background: true } as const;
  test.each<[string, (clients: Clients) => Promise<unknown>]>([
    [
      "responses",
      async ({ openai: { responses } }) => responses.cancel((await responses.create({ ...order, stream: false })).id),
    ],
    [
      "beta.responses",
      async ({ openai: { beta } }) =>
        beta.responses.cancel((await beta.responses.create({ ...order, stream: false })).id),
    ],
  ])("is one call that was aborted, with what it used (%s)", async (_door, run) => {
    const { bare, watched, spans } = await compareOn(answers, run);
    expect(watched).toEqual(bare);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(1);
    const last = spans.at(-1);
    expect(valueOf(last, "outturn.failure")).toBe("aborted");
    expect(valueOf(last, "gen_ai.usage.output_tokens")).toBe(7);
  });
});

test("a video that is ordered is one call of its model, whose price is not known", async () => {
  const video = { id: "video_1", object: "video", model: "sora-2", status: "queued", seconds: "4", size: "720x1280" };
  const routes = ["POST /v1/videos", "POST /v1/videos/video_1/remix"];
  const answers = Object.fromEntries(routes.map((route) => [route, [{ json: video }]]));
  const { bare, watched, spans } = await compareOn(answers, async ({ openai }) => [
    await openai.videos.create({ model: "sora-2", prompt: "a cat" }),
    await openai.videos.remix("video_1", { prompt: "at night" }),
  ]);
  expect(watched).toEqual(bare);
  const told = ["gen_ai.operation.name", "gen_ai.response.model", "outturn.failure", "gen_ai.usage.input_tokens"];
  expect(spans.map((span) => told.map((key) => valueOf(span, key)))).toEqual([
    ["video_generation", "sora-2", "ok", undefined],
    ["video_generation", "sora-2", "ok", undefined],
  ]);
});
