import fc from "fast-check";
import { expect, test } from "vitest";

import { formatUsd } from "#lib/domain/money.ts";
import { estimateCost } from "#lib/pricing/estimate-cost.ts";
import type { Workload } from "#lib/pricing/estimate-cost.ts";

const NOW = Date.UTC(2026, 10, 22) * 1000;
/** $0.15 in and $0.60 out a million. */
const MINI = { provider: "openai", model: "gpt-4o-mini", startUs: NOW };
/** $0.80 in and $4.00 out a million. */
const HAIKU = { provider: "anthropic", model: "claude-3-5-haiku-20241022", startUs: NOW };

const work = (calls: number, inputTokens: number, outputTokens: number, more: Partial<Workload> = {}): Workload => ({
  calls,
  inputTokens,
  outputTokens,
  cachedPercent: 0,
  batch: false,
  ...more,
});

const usd = (candidate: typeof MINI, of: Workload): string | null => {
  const estimate = estimateCost(candidate, of);
  return estimate && formatUsd(estimate.total);
};

test.each([
  ["5,000 leads a month at 1,500 in and 500 out", work(5_000, 1_500, 500), "2.625000000", "16.000000000"],
  ["500,000 of them", work(500_000, 1_500, 500), "262.500000000", "1600.000000000"],
  ["500,000 of them in batches", work(500_000, 1_500, 500, { batch: true }), "131.250000000", "800.000000000"],
  ["1,000 calls at 500 in and 200 out", work(1_000, 500, 200), "0.195000000", "1.200000000"],
  ["10,000 documents of 2,000 tokens, input only", work(10_000, 2_000, 0), "3.000000000", "16.000000000"],
])("%s cost what they cost in the field's own arithmetic", (_, asked, mini, haiku) => {
  expect(usd(MINI, asked)).toBe(mini);
  expect(usd(HAIKU, asked)).toBe(haiku);
});

test("the cached share is read at the cache's price", () => {
  // 500 of 1,000 tokens at $0.15, 500 at $0.075 a million: $0.0001125 a call.
  expect(usd(MINI, work(1_000, 1_000, 0, { cachedPercent: 50 }))).toBe("0.112500000");
});

test("a model without a price, or whose batches have none, costs unknown", () => {
  expect(estimateCost({ ...MINI, provider: "vllm", model: "house" }, work(1, 1, 1))).toBeNull();
  const deepseek = { provider: "deepseek", model: "deepseek-chat", startUs: NOW };
  expect(estimateCost(deepseek, work(1, 1, 1))).not.toBeNull();
  expect(estimateCost(deepseek, work(1, 1, 1, { batch: true }))).toBeNull();
});

test("twice the calls cost exactly twice as much, but for the one rounding", () => {
  const count = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(count, count, count, (calls, input, output) => {
      const once = estimateCost(MINI, work(calls, input, output))?.total ?? -1n;
      const twice = estimateCost(MINI, work(2 * calls, input, output))?.total ?? -1n;
      expect(twice).toBe(2n * once);
      const batch = estimateCost(MINI, work(calls, input, output, { batch: true }))?.total ?? -1n;
      expect(batch).toBe((once + 1n) / 2n);
    }),
  );
});
