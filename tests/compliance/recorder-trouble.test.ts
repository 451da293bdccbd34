import OpenAI from "openai";
import { afterEach, describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import type { OutturnOptions } from "#lib/capture/index.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeProvider } from "#tests/support/fake-provider.ts";

import { HELLO, openClients, until } from "./compare.ts";
import { spansIn, startRecorder as start } from "./recorder.ts";
import type { Answer, Received, Recorder } from "./recorder.ts";

const CHAT = { model: "gpt-4o", messages: HELLO };
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function startRecorder(answers: (Answer | null)[]): Promise<Recorder> {
  const recorder = await start(answers);
  cleanUps.push(() => recorder.close());
  return recorder;
}

interface Stage {
  readonly openai: OpenAI;
  readonly outturn: Outturn;
  readonly warnings: string[];
  readonly provider: FakeProvider;
}

async function stage(options: OutturnOptions): Promise<Stage> {
  const provider = await startFakeProvider();
  cleanUps.push(() => provider.close());
  const warnings: string[] = [];
  const outturn = new Outturn({
    key: "ingest-key",
    spool: false,
    intervalMs: 5,
    onWarning: (text) => warnings.push(text),
    ...options,
  });
  return { openai: outturn.observe(openClients(provider).openai), outturn, warnings, provider };
}

const spansOf = (received: readonly Received[]): number => received.flatMap(spansIn).length;

describe("a recorder in trouble never reaches the application", () => {
  test("nobody listens: calls succeed, and it is said once", async () => {
    const { openai, outturn, warnings } = await stage({ url: "http://127.0.0.1:9", maxQueuedSpans: 2 });
    for (let call = 0; call < 5; call += 1) {
      expect((await openai.chat.completions.create(CHAT)).choices[0]?.message.content).toBe("Hello.");
    }
    await until(() => warnings.length > 0);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("losing records");
    void outturn;
  });

  test("it never answers: calls do not wait for it", async () => {
    const recorder = await startRecorder([null]);
    const { openai } = await stage({ url: recorder.url });
    await openai.chat.completions.create(CHAT);
    await until(() => recorder.received.length === 1);
    const began = performance.now();
    await openai.chat.completions.create(CHAT);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test("it answers 503 with Retry-After: every span arrives once, after the wait", async () => {
    const recorder = await startRecorder([{ status: 503, headers: { "retry-after": "0" } }, { status: 200 }]);
    const { openai, outturn, warnings } = await stage({ url: recorder.url });
    await openai.chat.completions.create(CHAT);
    await openai.chat.completions.create(CHAT);
    await outturn.flush();
    expect(spansOf(recorder.received.slice(1))).toBe(2);
    expect(recorder.received[0]?.authorization).toBe("Bearer ingest-key");
    expect(recorder.received[0]?.path).toBe("/v1/traces");
    expect(warnings).toEqual([]);
  });

  test("it refuses the key: the spans are dropped, and the warning names the key", async () => {
    const recorder = await startRecorder([{ status: 401 }]);
    const { openai, outturn, warnings } = await stage({ url: recorder.url });
    await openai.chat.completions.create(CHAT);
    await outturn.flush();
    expect(warnings.join()).toContain("OUTTURN_INGEST_KEY");
  });

  test("a sink that throws changes nothing", async () => {
    const sink = {
      export: () => {
        throw new Error("broken sink");
      },
    };
    const { openai } = await stage({ sink });
    const reply = await openai.chat.completions.create(CHAT);
    expect(reply.choices[0]?.message.content).toBe("Hello.");
  });
});

describe("delivery", () => {
  test("an outcome is posted for its task, with the key, and tried again when the server is busy", async () => {
    const recorder = await startRecorder([{ status: 503 }, { status: 200 }]);
    const { outturn } = await stage({ url: recorder.url });
    const report = { outcome: "failed", reason: "rejected_by_sales", source: "reviewed" } as const;
    expect(await outturn.outcome("lead/4711", report)).toBe(true);
    expect(recorder.received.map(({ path }) => path)).toEqual(Array(2).fill("/api/v1/tasks/lead%2F4711/outcome"));
    expect(recorder.received[1]).toMatchObject({ authorization: "Bearer ingest-key", body: report });
  });

  test("checks are posted for their task", async () => {
    const recorder = await startRecorder([{ status: 200 }]);
    const { outturn } = await stage({ url: recorder.url });
    expect(await outturn.check("lead-1", { valid_invoice: false })).toBe(true);
    expect(recorder.received[0]).toMatchObject({
      path: "/api/v1/tasks/lead-1/checks",
      body: { checks: { valid_invoice: false } },
    });
  });

  test("an outcome that cannot be delivered resolves to false", async () => {
    const recorder = await startRecorder([{ status: 404 }]);
    const { outturn, warnings } = await stage({ url: recorder.url });
    expect(await outturn.outcome("lead-1", { outcome: "succeeded" })).toBe(false);
    expect(warnings).toHaveLength(1);
  });

  test("shutting down writes what is in flight, and calls go on working", async () => {
    const recorder = await startRecorder([{ status: 200 }]);
    const { openai, outturn } = await stage({ url: recorder.url });
    const stream = await openai.chat.completions.create({ ...CHAT, stream: true });
    await outturn.shutdown();
    expect(spansOf(recorder.received)).toBe(1);
    let chunks = 0;
    for await (const _chunk of stream) chunks += 1;
    expect(chunks).toBe(3);
    expect((await openai.chat.completions.create(CHAT)).object).toBe("chat.completion");
  });

  test("a promise that nobody awaits leaves a record too", async () => {
    const recorder = await startRecorder([{ status: 200 }]);
    const { openai, outturn, provider } = await stage({ url: recorder.url });
    const forgotten = openai.chat.completions.create(CHAT);
    await until(() => provider.requests.length === 1);
    await outturn.shutdown();
    expect(spansOf(recorder.received)).toBe(1);
    expect((await forgotten).object).toBe("chat.completion");
  });

  test("disabled, a client comes back untouched and tasks still run", async () => {
    const outturn = new Outturn({ disabled: true });
    const client = new OpenAI({ apiKey: "x" });
    expect(outturn.observe(client)).toBe(client);
    expect(Object.hasOwn(client.chat.completions, "create")).toBe(false);
    expect(await outturn.task("anything", (task) => task.type)).toBe("anything");
    expect(await outturn.outcome("x", { outcome: "succeeded" })).toBe(false);
  });

  test("a server that refuses the usage chunk is asked again without it, unseen by the caller", async () => {
    const provider = await startFakeProvider();
    cleanUps.push(() => provider.close());
    const refuse = { status: 400, error: { message: "Unknown parameter: 'stream_options'" } };
    provider.script((request) => (request.body["stream_options"] === undefined ? {} : refuse));
    provider.script({}, {});
    const outturn = new Outturn({ sink: { export: async () => undefined } });
    // A host of its own, so that what is learnt about it stays with it.
    const baseURL = provider.openaiBaseUrl.replace("127.0.0.1", "localhost");
    const openai = outturn.observe(new OpenAI({ apiKey: "x", baseURL }));
    for (let round = 0; round < 2; round += 1) {
      let text = "";
      for await (const chunk of await openai.chat.completions.create({ ...CHAT, stream: true })) {
        text += chunk.choices[0]?.delta.content ?? "";
      }
      expect(text).toBe("Hello.");
    }
    const asked = provider.requests.map(({ body }) => body["stream_options"] !== undefined);
    expect(asked).toEqual([true, false, false]);
    await outturn.shutdown();
  });
});
