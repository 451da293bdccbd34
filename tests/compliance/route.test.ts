import { createServer } from "node:http";

import OpenAI from "openai";
import { afterEach, describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";

import { HELLO, keepSpans, openClients, valueOf } from "./compare.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const POLICY = {
  rules: [
    { taskType: "invoice_extraction", maxInputTokens: 8000, offers: ["json"], models: ["small", "large"] },
    { taskType: "invoice_extraction", models: ["large"] },
    { models: [] },
  ],
};

/** A server of policies; asked counts the requests. */
async function startServer(status: number): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer(({ headers }, outgoing) => {
    asked += 1;
    const allowed = headers.authorization === "Bearer k" ? status : 401;
    outgoing.writeHead(allowed, { "content-type": "application/json" }).end(JSON.stringify(POLICY));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`, asked: () => asked };
}

describe("a route", () => {
  test("follows the first rule of the project's policy that fits, and asks the server once", async () => {
    const { url, asked } = await startServer(200);
    const outturn = new Outturn({ url, key: "k", spool: false });
    const small = { taskType: "invoice_extraction", inputTokens: 8000, needs: ["json"] };
    expect(await outturn.route(small)).toEqual({
      model: "small",
      models: ["small", "large"],
      source: "project",
      explored: null,
    });
    expect((await outturn.route({ ...small, inputTokens: 8001 })).model).toBe("large");
    expect((await outturn.route({ ...small, needs: ["json", "vision"] })).model).toBe("large");
    expect(await outturn.task("invoice_extraction", () => outturn.route({}))).toMatchObject({ model: "small" });
    expect((await outturn.route({ taskType: "another" })).source).toBe("default");
    expect(asked()).toBe(1);
    await outturn.shutdown();
  });

  test.each([404, 500])("is the default where the server answers %i, or is away", async (status) => {
    const { url } = await startServer(status);
    const policy = { rules: [{ models: ["mine"] }] };
    for (const where of [url, "http://127.0.0.1:9"]) {
      const outturn = new Outturn({ url: where, key: "k", spool: false, policy });
      expect(await outturn.route({ taskType: "x" })).toMatchObject({ models: ["mine"], source: "default" });
      expect((await new Outturn({ url: where, key: "k", spool: false }).route()).models.length).toBeGreaterThan(1);
    }
  });

  test("is the default where everything is turned off", async () => {
    expect((await new Outturn({ disabled: true }).route({ needs: ["reasoning"] })).source).toBe("default");
  });
});

describe("a rule that explores", () => {
  const policy = (explore: number) => ({ rules: [{ models: ["usual", "second", "third"], explore }] });

  test("enters its share with another model, and says so on the task in progress", async () => {
    const spans: OtlpSpan[] = [];
    const outturn = new Outturn({ key: "k", sink: keepSpans(spans), policy: policy(1) });
    const route = await outturn.task("extraction", () => outturn.route());
    expect(route).toMatchObject({ source: "default", explored: true });
    expect(route.model).not.toBe("usual");
    expect([...route.models].sort()).toEqual(["second", "third", "usual"]);
    await outturn.shutdown();
    expect(spans.map((span) => valueOf(span, "outturn.tag.explored"))).toEqual(["yes"]);
    const draw = `${route.model} | usual, second, third | 1`;
    expect(spans.map((span) => valueOf(span, "outturn.tag.outturn.draw"))).toEqual([draw]);
  });

  test("says of the work it left alone that it was drawn too, and of rules without a share nothing", async () => {
    const spans: OtlpSpan[] = [];
    const outturn = new Outturn({ key: "k", sink: keepSpans(spans), policy: policy(1e-300) });
    expect(await outturn.task("extraction", () => outturn.route())).toMatchObject({ model: "usual", explored: false });
    const plain = new Outturn({ key: "k", sink: keepSpans(spans), policy: policy(0) });
    expect(await plain.task("extraction", () => plain.route())).toMatchObject({ model: "usual", explored: null });
    await Promise.all([outturn.shutdown(), plain.shutdown()]);
    expect(spans.map((span) => valueOf(span, "outturn.tag.explored"))).toEqual(["no", undefined]);
    expect(spans.map((span) => valueOf(span, "outturn.tag.outturn.draw") === undefined)).toEqual([false, true]);
  });
});

describe("withFallback", () => {
  async function stage(): Promise<{
    outturn: Outturn;
    openai: OpenAI;
    spans: OtlpSpan[];
    fail: (times: number) => void;
  }> {
    const provider = await startFakeProvider();
    cleanUps.push(() => provider.close());
    const spans: OtlpSpan[] = [];
    const outturn = new Outturn({ key: "k", sink: keepSpans(spans) });
    const openai = outturn.observe(openClients(provider).openai).withOptions({ maxRetries: 0 });
    const fail = (times: number) => provider.script(...Array.from({ length: times }, () => ({ status: 503 })));
    return { outturn, openai, spans, fail };
  }
  const ask = (openai: OpenAI) => (model: string) => openai.chat.completions.create({ model, messages: HELLO });

  test("escalates on failure, and the chain is one task's route", async () => {
    const { outturn, openai, spans, fail } = await stage();
    fail(2);
    const reply = await outturn.withFallback(["small", "medium", "large"], ask(openai), {
      type: "extraction",
      id: "e-1",
    });
    await outturn.shutdown();
    expect(reply.model).toBe("large");
    const calls = spans.filter((span) => span.kind === 3);
    expect(calls.map((span) => valueOf(span, "gen_ai.request.model"))).toEqual(["small", "medium", "large"]);
    expect(calls.map((span) => valueOf(span, "outturn.failure"))).toEqual(["server_error", "server_error", "ok"]);
    expect(calls.map((span) => valueOf(span, "outturn.task.id"))).toEqual(["e-1", "e-1", "e-1"]);
    const task = spans.find((span) => span.kind === 1);
    expect(valueOf(task, "outturn.task.type")).toBe("extraction");
    expect(valueOf(task, "outturn.task.outcome")).toBeUndefined();
  });

  test("that runs out of models throws the last error, and its task has failed", async () => {
    const { outturn, openai, spans, fail } = await stage();
    fail(2);
    const failure = await outturn.withFallback(["small", "large"], ask(openai)).catch((error: unknown) => error);
    await outturn.shutdown();
    expect(failure).toBeInstanceOf(OpenAI.InternalServerError);
    const task = spans.find((span) => span.kind === 1);
    expect([valueOf(task, "outturn.task.outcome"), valueOf(task, "outturn.task.failure_reason")]).toEqual([
      "failed",
      "exception",
    ]);
  });

  test("inside a task belongs to it, and tells each leg why the one before failed", async () => {
    const { outturn, openai, spans } = await stage();
    const legs: unknown[] = [];
    await outturn.task("extraction", { id: "e-2" }, async (task) => {
      await outturn.withFallback(["small", "large"], async (model, { index, error }) => {
        legs.push([model, index, error instanceof Error ? error.message : error]);
        await ask(openai)(model);
        if (model === "small") throw new Error("not good enough");
      });
      task.succeed();
    });
    await outturn.shutdown();
    expect(legs).toEqual([
      ["small", 0, undefined],
      ["large", 1, "not good enough"],
    ]);
    expect(spans.map((span) => valueOf(span, "outturn.task.id"))).toEqual(["e-2", "e-2", "e-2"]);
  });

  test("does not go on to another model after an abort", async () => {
    const { outturn, openai, spans } = await stage();
    const { signal } = new AbortController();
    const aborted = AbortSignal.any([signal, AbortSignal.abort()]);
    const call = (model: string) => openai.chat.completions.create({ model, messages: HELLO }, { signal: aborted });
    await expect(outturn.withFallback(["small", "large"], call)).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await outturn.shutdown();
    expect(spans.filter((span) => span.kind === 3)).toHaveLength(1);
  });

  test("of no models says so", async () => {
    const { outturn } = await stage();
    await expect(outturn.withFallback([], () => 1)).rejects.toThrow("at least one model");
  });
});
