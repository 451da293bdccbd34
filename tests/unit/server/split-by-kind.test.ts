import { describe, expect, it } from "vitest";

import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { splitByKind } from "#lib/server/split-by-kind.ts";

const AT = new Date("2026-11-20T00:00:00Z");

function row(model: string, cost_usd: string): MetricsRow {
  const tokens = { input_uncached: 1_000_000, cache_read: 2_000_000, cache_write: 0, output: 500_000, reasoning: 0 };
  // Only what the split reads; a whole row would hide which that is.
  return { group: { model, model_provider: "openai" }, cost_usd, tokens } as unknown as MetricsRow;
}

describe("spend by kind of token", () => {
  it("follows the list prices where nothing else was charged", () => {
    // gpt-4o: $2.50 input, $1.25 cached, $10 output a million: 2.50 + 2.50 + 5.
    expect(splitByKind(row("gpt-4o", "10.000000000"), AT)).toEqual({
      input_uncached: 2_500_000_000n,
      cache_read: 2_500_000_000n,
      cache_write: 0n,
      output: 5_000_000_000n,
      unsplit: 0n,
    });
  });

  it("adds up to what was recorded to the nano-dollar, a discount included", () => {
    const split = splitByKind(row("gpt-4o", "4.999999999"), AT);
    expect(Object.values(split).reduce((a, b) => a + b)).toBe(4_999_999_999n);
  });

  it("leaves spend unsplit where the model has no list price", () => {
    expect(splitByKind(row("no-such-model", "1.000000000"), AT).unsplit).toBe(1_000_000_000n);
  });
});
