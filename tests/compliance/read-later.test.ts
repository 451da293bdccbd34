import { describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";

import { callOf } from "#tests/unit/ingest/support/spans.ts";

import { keepSpans, valueOf } from "./compare.ts";
import { compareOn } from "./small-server.ts";
import type { Answers, Clients } from "./small-server.ts";

const USAGE = { input_tokens: 100, output_tokens: 40, total_tokens: 140 };
const CREATED = 1_763_000_000;
const NOW = Math.floor(Date.now() / 1000);

function response(status: string, more: Readonly<Record<string, unknown>> = {}): { json: unknown } {
  const own = { id: "resp_1", object: "response", model: "gpt-5.2", created_at: NOW, background: true };
  return { json: { ...own, status, output: [], usage: null, ...more } };
}

const ANSWER = {
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text: "Done.", annotations: [] }],
};
const DONE = response("completed", { usage: USAGE, output: [ANSWER], completed_at: NOW + 60 });
const POLLED: Answers = {
  "POST /v1/responses": [response("queued")],
  "GET /v1/responses/resp_1": [response("in_progress"), DONE],
};

/** Of two spans with the same ids the one that ends later counts. */
function counted(spans: readonly OtlpSpan[]): OtlpSpan[] {
  const byId = new Map<string, OtlpSpan>();
  for (const span of spans.toSorted((a, b) => Number(BigInt(a.endTimeUnixNano) - BigInt(b.endTimeUnixNano)))) {
    byId.set(`${span.traceId}/${span.spanId}`, span);
  }
  return [...byId.values()];
}

async function poll({ openai }: Clients): Promise<unknown> {
  const begun = await openai.responses.create({ model: "gpt-5.2", input: "a long task", background: true });
  const seen: unknown[] = [begun];
  for (let turn = 0; turn < 4; turn += 1) seen.push(await openai.responses.retrieve(begun.id));
  return seen;
}

describe("a response made in the background", () => {
  test("is one call with the usage that polling found, however often it is asked for", async () => {
    const { bare, watched, spans } = await compareOn(POLLED, poll);
    expect(watched).toEqual(bare);
    const [call, ...others] = counted(spans);
    expect(others).toEqual([]);
    expect(valueOf(call, "gen_ai.usage.input_tokens")).toBe(100);
    expect(valueOf(call, "outturn.input_chars")).toBe(11);
    expect(valueOf(call, "outturn.failure")).toBe("ok");
  });

  test("that another process finds done is the same call", async () => {
    const begin = async ({ openai }: Clients) =>
      openai.responses.create({ model: "gpt-5.2", input: "a long task", background: true });
    const find = async ({ openai }: Clients) => openai.responses.retrieve("resp_1");
    const first = await compareOn({ "POST /v1/responses": [response("queued")] }, begin);
    const second = await compareOn({ "GET /v1/responses/resp_1": [DONE] }, find);
    const [call, ...others] = counted([...first.spans, ...second.spans]);
    expect(others).toEqual([]);
    expect(valueOf(call, "gen_ai.usage.output_tokens")).toBe(40);
  });

  test("keeps its task, though the polling is done outside", async () => {
    const { spans } = await compareOn(POLLED, async (clients) => {
      const begin = async () =>
        clients.openai.responses.create({ model: "gpt-5.2", input: "a long task", background: true });
      const { id } = await (clients.outturn?.task("report", { id: "report-1" }, begin) ?? begin());
      await clients.openai.responses.retrieve(id);
      return clients.openai.responses.retrieve(id);
    });
    const calls = counted(spans).filter((span) => span.kind === 3);
    expect(calls.map((span) => valueOf(span, "outturn.task.id"))).toEqual(["report-1"]);
    expect(valueOf(calls[0], "gen_ai.usage.input_tokens")).toBe(100);
  });

  test("looked up once more, when it was made in the foreground, leaves no second record", async () => {
    const stored = response("completed", { usage: USAGE, background: false });
    const answers = { "GET /v1/responses/resp_1": [stored] };
    const { spans } = await compareOn(answers, async ({ openai }) => openai.responses.retrieve("resp_1"));
    expect(spans).toEqual([]);
  });

  test("resumed as a stream is the same call", async () => {
    const events = [
      { type: "response.created", response: response("in_progress").json },
      { type: "response.completed", response: DONE.json },
    ];
    const answers: Answers = { "POST /v1/responses": [response("queued")], "GET /v1/responses/resp_1": [{ events }] };
    const { bare, watched, spans } = await compareOn(answers, async ({ openai }) => {
      const { id } = await openai.responses.create({ model: "gpt-5.2", input: "a long task", background: true });
      const kinds: string[] = [];
      for await (const event of await openai.responses.retrieve(id, { stream: true })) kinds.push(event.type);
      return kinds;
    });
    expect(watched).toEqual(bare);
    expect(counted(spans).map((span) => valueOf(span, "gen_ai.usage.input_tokens"))).toEqual([100]);
  });
});

const chat = (id: string): unknown => ({
  id,
  object: "chat.completion",
  created: CREATED,
  model: "gpt-4o-2024-08-06",
  service_tier: "default",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello." } }],
  usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 },
});
const line = (id: string, status: number, body: unknown): string =>
  JSON.stringify({
    id: `batch_req_${id}`,
    custom_id: id,
    response: { status_code: status, request_id: "r", body },
    error: null,
  });
const RESULTS = [
  line("a", 200, chat("chatcmpl-a")),
  line("b", 200, chat("chatcmpl-b")),
  line("c", 400, { error: { message: "no", type: "invalid_request_error", code: "bad" } }),
  JSON.stringify({
    id: "batch_req_d",
    custom_id: "d",
    response: null,
    error: { code: "batch_expired", message: "late" },
  }),
].join("\n");
const BATCH = {
  id: "batch_1",
  object: "batch",
  created_at: CREATED,
  completed_at: CREATED + 3600,
  output_file_id: "file-1",
};
const OPENAI_BATCH: Answers = {
  "POST /v1/batches": [{ json: { ...BATCH, output_file_id: null, completed_at: null, status: "validating" } }],
  "GET /v1/batches/batch_1": [{ json: { ...BATCH, status: "completed" } }],
  "GET /v1/files/file-1/content": [{ text: RESULTS, type: "application/octet-stream" }],
  "GET /v1/files/file-2/content": [{ text: '{"any":"other file"}\n{"a":1}', type: "application/octet-stream" }],
};

describe("OpenAI's batches", () => {
  test("are calls at batch price for the task that ordered them, once, however they are read", async () => {
    const { bare, watched, spans } = await compareOn(OPENAI_BATCH, async ({ openai, outturn }) => {
      const order = async () =>
        openai.batches.create({ input_file_id: "file-0", endpoint: "/v1/chat/completions", completion_window: "24h" });
      const { id } = await (outturn?.task("nightly", { id: "night-1" }, order) ?? order());
      const { output_file_id: file } = await openai.batches.retrieve(id);
      const read = async () => openai.files.content(file ?? "");
      const whole = await (await read()).text();
      const pieces: string[] = [];
      for await (const piece of (await read()).body as unknown as AsyncIterable<Uint8Array>) {
        pieces.push(Buffer.from(piece).toString());
      }
      return [
        whole,
        pieces.join(""),
        await (await (await read()).blob()).text(),
        (await (await read()).arrayBuffer()).byteLength,
      ];
    });
    expect(watched).toEqual(bare);
    const calls = counted(spans).filter((span) => span.kind === 3);
    expect(spans.filter((span) => span.kind === 3)).toHaveLength(12);
    expect(calls).toHaveLength(3);
    const facts = calls.map((span) =>
      JSON.stringify([
        valueOf(span, "gen_ai.response.id") ?? null,
        valueOf(span, "openai.response.service_tier") ?? null,
        valueOf(span, "gen_ai.usage.input_tokens") ?? null,
        valueOf(span, "outturn.failure"),
        valueOf(span, "outturn.task.id"),
        Number(span.startTimeUnixNano) / 1e9,
      ]),
    );
    const expected = [
      ["chatcmpl-a", "batch", 10, "ok", "night-1", CREATED],
      ["chatcmpl-b", "batch", 10, "ok", "night-1", CREATED],
      [null, null, null, "invalid_request", "night-1", CREATED],
    ];
    expect(new Set(facts)).toEqual(new Set(expected.map((fact) => JSON.stringify(fact))));
  });

  test("cost half of what the same calls cost one by one", async () => {
    const read = async ({ openai }: Clients) => (await openai.files.content("file-1")).text();
    const { spans } = await compareOn(OPENAI_BATCH, read);
    const good = spans.find((span) => valueOf(span, "gen_ai.response.id") === "chatcmpl-a");
    if (good === undefined) throw new Error("the answer left no record");
    const call = await callOf(good, { scope: "outturn" });
    expect(call.operation).toBe("generation");
    // (10 × 2,500 + 3 × 10,000 nano-dollars) ÷ 2.
    expect(call.cost.total).toBe(27_500n);
  });

  test("read by a process that knows nothing of the batch are the same calls", async () => {
    const read = async ({ openai }: Clients) => (await openai.files.content("file-1")).text();
    const [first, second] = [await compareOn(OPENAI_BATCH, read), await compareOn(OPENAI_BATCH, read)];
    expect(
      counted([...first.spans, ...second.spans]).filter((span) => valueOf(span, "gen_ai.response.id")),
    ).toHaveLength(2);
  });

  test("are not seen in any other file", async () => {
    const read = async ({ openai }: Clients) => (await openai.files.content("file-2")).text();
    const { bare, watched, spans } = await compareOn(OPENAI_BATCH, read);
    expect(watched).toEqual(bare);
    expect(spans).toEqual([]);
  });

  test("of more answers than the queue has room for are all recorded", async () => {
    const many = Array.from({ length: 500 }, (_, at) => line(String(at), 200, chat(`chatcmpl-${at}`))).join("\n");
    const spans: OtlpSpan[] = [];
    const outturn = new Outturn({ key: "k", sink: keepSpans(spans), maxQueuedSpans: 2500 });
    const { OpenAI } = await import("openai");
    const openai = outturn.observe(new OpenAI({ apiKey: "x", fetch: async () => new Response(many) }));
    for (let round = 0; round < 8; round += 1) await (await openai.files.content(`file-${round}`)).text();
    await outturn.shutdown();
    expect(spans).toHaveLength(4000);
    expect(counted(spans)).toHaveLength(500);
  });
});

const message = (id: string): unknown => ({
  id,
  type: "message",
  role: "assistant",
  model: "claude-sonnet-5-5",
  content: [{ type: "text", text: "Hello." }],
  stop_reason: "end_turn",
  usage: { input_tokens: 10, output_tokens: 3, service_tier: "batch" },
});
const MESSAGE_RESULTS = [
  { custom_id: "a", result: { type: "succeeded", message: message("msg_a") } },
  {
    custom_id: "b",
    result: { type: "errored", error: { type: "error", error: { type: "invalid_request_error", message: "no" } } },
  },
  { custom_id: "c", result: { type: "expired" } },
]
  .map((entry) => JSON.stringify(entry))
  .join("\n");
const MESSAGE_BATCH: Answers = {
  "GET /v1/messages/batches/msgbatch_1": [
    {
      json: {
        id: "msgbatch_1",
        type: "message_batch",
        processing_status: "ended",
        created_at: "2026-11-20T10:00:00Z",
        ended_at: "2026-11-20T11:00:00Z",
        results_url: "ORIGIN/v1/messages/batches/msgbatch_1/results",
      },
    },
  ],
  "GET /v1/messages/batches/msgbatch_1/results": [{ text: MESSAGE_RESULTS, type: "application/x-jsonl" }],
};

describe("Anthropic's batches", () => {
  test.each(["messages", "beta"] as const)(
    "of %s are calls at batch price, once, however often they are read",
    async (api) => {
      const { bare, watched, spans } = await compareOn(MESSAGE_BATCH, async ({ anthropic }) => {
        const read: unknown[] = [];
        for (let round = 0; round < 2; round += 1) {
          const { batches } = api === "beta" ? anthropic.beta.messages : anthropic.messages;
          const results = await batches.results("msgbatch_1");
          read.push(results.constructor.name);
          for await (const result of results) read.push(result);
        }
        return read;
      });
      expect(watched).toEqual(bare);
      const calls = counted(spans);
      expect(spans).toHaveLength(4);
      expect(calls).toHaveLength(2);
      expect(new Set(calls.map((span) => valueOf(span, "outturn.failure")))).toEqual(
        new Set(["invalid_request", "ok"]),
      );
      const good = calls.find((span) => valueOf(span, "gen_ai.response.id") === "msg_a");
      expect(valueOf(good, "anthropic.response.service_tier")).toBe("batch");
      expect(valueOf(good, "gen_ai.usage.output_tokens")).toBe(3);
      expect(Number(good?.startTimeUnixNano) / 1e6).toBe(Date.UTC(2026, 10, 20, 10));
    },
  );
});
