import { describe, expect, test } from "vitest";

import { DeliveryError, readRetryAfter } from "#lib/capture/delivery/delivery-error.ts";
import { openSink } from "#lib/capture/delivery/open-sink.ts";
import { SpanQueue } from "#lib/capture/delivery/span-queue.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";

const span = (name: string): string => JSON.stringify({ name } satisfies Partial<OtlpSpan>);

interface Stage {
  readonly queue: SpanQueue;
  readonly batches: string[][];
  readonly warnings: string[];
}

function stage(failures: Error[] = [], limits: { maxSpans?: number; batchSpans?: number } = {}): Stage {
  const batches: string[][] = [];
  const warnings: string[] = [];
  const queue = new SpanQueue({
    carrier: openSink({
      export: async ({ resourceSpans }: OtlpTraces) => {
        const failure = failures.shift();
        if (failure) throw failure;
        batches.push(resourceSpans.flatMap((part) => part.scopeSpans[0]?.spans.map(({ name }) => name) ?? []));
      },
    }),
    resource: [],
    scopeVersion: "0",
    maxSpans: limits.maxSpans ?? 100,
    batchSpans: limits.batchSpans ?? 3,
    intervalMs: 60_000,
    spool: null,
    warn: (_kind, message) => void warnings.push(message),
  });
  return { queue, batches, warnings };
}

describe("spans on their way out", () => {
  test("go in batches of bounded size, oldest first, each once", async () => {
    const { queue, batches } = stage();
    for (const name of ["a", "b", "c", "d", "e"]) queue.add(span(name));
    await queue.flush(1000);
    expect(batches.flat()).toEqual(["a", "b", "c", "d", "e"]);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(3);
    expect(queue.size).toBe(0);
  });

  test("are sent again after a failure, and none is lost", async () => {
    const { queue, batches } = stage([new DeliveryError("busy", { retryable: true, retryAfterMs: 1 })]);
    queue.add(span("a"));
    await queue.flush(3000);
    expect(batches).toEqual([["a"]]);
    expect(queue.dropped).toBe(0);
  });

  test("are given up where sending again cannot help, and the next ones still go", async () => {
    const { queue, batches, warnings } = stage([new DeliveryError("answered 400", { retryable: false })], {
      batchSpans: 1,
    });
    queue.add(span("a"));
    queue.add(span("b"));
    await queue.flush(1000);
    expect(batches).toEqual([["b"]]);
    expect(queue.dropped).toBe(1);
    expect(warnings[0]).toContain("answered 400");
  });

  test("beyond the limit the oldest are kept and the rest is counted", async () => {
    const { queue } = stage([], { maxSpans: 2, batchSpans: 10 });
    for (const name of ["a", "b", "c", "d"]) queue.add(span(name));
    expect([queue.size, queue.dropped]).toEqual([2, 2]);
  });

  test("flushing gives up when its time is over", async () => {
    const busy = Array.from({ length: 50 }, () => new DeliveryError("busy", { retryable: true, retryAfterMs: 60_000 }));
    const { queue } = stage(busy);
    queue.add(span("a"));
    const began = performance.now();
    await queue.flush(50);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(queue.size).toBe(1);
  });
});

describe("Retry-After", () => {
  test.each([
    [null, null],
    ["2", 2000],
    ["0.5", 500],
    ["-1", 0],
    ["Sun, 22 Nov 2026 10:00:10 GMT", 10_000],
    ["soon", null],
  ])("%s is %s milliseconds", (header, milliseconds) => {
    expect(readRetryAfter(header, Date.UTC(2026, 10, 22, 10, 0, 0))).toBe(milliseconds);
  });
});
