import { AsyncLocalStorage } from "node:async_hooks";

import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import type { Context, ContextManager } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";

import { HELLO, keepSpans, openClients, valueOf } from "./compare.ts";

const CHAT = { model: "gpt-4o", messages: HELLO };

async function inTask(work: (outturn: Outturn, call: () => Promise<unknown>) => Promise<unknown>): Promise<OtlpSpan[]> {
  const provider = await startFakeProvider();
  const spans: OtlpSpan[] = [];
  const outturn = new Outturn({ sink: keepSpans(spans) });
  const openai = outturn.observe(openClients(provider).openai);
  await work(outturn, () => openai.chat.completions.create(CHAT));
  await outturn.shutdown();
  await provider.close();
  return spans;
}

const rootOf = (spans: readonly OtlpSpan[]): OtlpSpan | undefined => spans.findLast((span) => span.kind === 1);

describe("tasks", () => {
  test("calls inside a task hang on its root span and name it; calls outside are traces of their own", async () => {
    const spans = await inTask(async (outturn, call) => {
      await outturn.task(
        "lead_qualification",
        { id: "lead-4711", tags: { customer: "acme" }, user: "u1" },
        async (task) => {
          await Promise.all([call(), call()]);
          task.expectTool(null);
          task.check("stays_in_persona", true);
          task.succeed();
        },
      );
      await call();
    });
    const root = rootOf(spans);
    const calls = spans.filter((span) => span.kind === 3);
    expect(root?.name).toBe("task lead_qualification");
    expect(calls.map((span) => span.parentSpanId)).toEqual([root?.spanId, root?.spanId, undefined]);
    expect(calls.map((span) => span.traceId === root?.traceId)).toEqual([true, true, false]);
    expect(calls.map((span) => valueOf(span, OUTTURN.taskId))).toEqual(["lead-4711", "lead-4711", undefined]);
    expect(valueOf(calls[0], `${OUTTURN.tagPrefix}customer`)).toBe("acme");
    expect(valueOf(root, OUTTURN.taskOutcome)).toBe("succeeded");
    expect(valueOf(root, `${OUTTURN.checkPrefix}stays_in_persona`)).toBe(true);
    expect(valueOf(root, OUTTURN.expectedTool)).toBe("");
    expect(valueOf(root, PROVIDER.userId)).toBe("u1");
  });

  test("throwing fails the task with exception, and the error reaches the caller", async () => {
    const spans = await inTask(async (outturn) => {
      const failing = outturn.task("demo", () => {
        throw new RangeError("out of reach");
      });
      await expect(failing).rejects.toThrow(RangeError);
    });
    expect(valueOf(rootOf(spans), OUTTURN.taskOutcome)).toBe("failed");
    expect(valueOf(rootOf(spans), OUTTURN.taskFailureReason)).toBe("exception");
  });

  test("a reason given before throwing stays, and a callback without a word leaves the task undecided", async () => {
    const told = await inTask((outturn) =>
      outturn
        .task("demo", (task) => {
          task.fail("wrong_vendor");
          throw new Error("gave up");
        })
        .catch(() => undefined),
    );
    expect(valueOf(rootOf(told), OUTTURN.taskFailureReason)).toBe("wrong_vendor");
    const silent = await inTask((outturn) => outturn.task("demo", () => 7));
    expect(valueOf(rootOf(silent), OUTTURN.taskOutcome)).toBeUndefined();
  });

  test("a word said after the callback writes the same span again, with a later end", async () => {
    const spans = await inTask(async (outturn) => {
      const task = await outturn.task("demo", (running) => running);
      task.succeed();
    });
    const [first, second] = spans;
    expect(second?.spanId).toBe(first?.spanId);
    expect(BigInt(second?.endTimeUnixNano ?? 0) > BigInt(first?.endTimeUnixNano ?? 0)).toBe(true);
    expect(valueOf(second, OUTTURN.taskOutcome)).toBe("succeeded");
  });

  test("with a sink, an outcome from elsewhere is a span that names its task and source", async () => {
    const spans = await inTask((outturn) =>
      outturn.outcome("lead-1", { outcome: "failed", reason: "late", source: "reviewed", at: "2026-11-02T10:00:00Z" }),
    );
    expect(spans).toHaveLength(1);
    expect(valueOf(spans[0], OUTTURN.taskOutcomeSource)).toBe("reviewed");
    expect(spans[0]?.endTimeUnixNano).toBe("1793613600000000000");
  });
});

describe("the application's own trace", () => {
  test("an active OpenTelemetry span is the parent of calls and tasks", async () => {
    const storage = new AsyncLocalStorage<Context>();
    const active = (): Context => storage.getStore() ?? ROOT_CONTEXT;
    const manager: ContextManager = {
      active,
      with: (entered, work, self, ...args) => storage.run(entered, () => work.apply(self, args)),
      bind: (_context, target) => target,
      enable: () => manager,
      disable: () => manager,
    };
    context.setGlobalContextManager(manager);
    const parent = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
    const traced = trace.setSpanContext(ROOT_CONTEXT, parent);
    const spans = await inTask((outturn, call) =>
      context.with(traced, async () => {
        await call();
        await outturn.task("demo", () => 7);
      }),
    );
    context.disable();
    const place = [parent.traceId, parent.spanId];
    expect(spans.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([place, place]);
  });
});
