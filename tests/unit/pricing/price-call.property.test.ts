import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage } from "#lib/domain/call.ts";
import { priceCall } from "#lib/pricing/price-call.ts";
import { compilePrices, toPico } from "#lib/pricing/unit-prices.ts";
import { sumUsage } from "#lib/pricing/sum-usage.ts";

const tokens = fc.integer({ min: 0, max: 2_000_000 });
/** A price in dollars a million with up to four places, as tables write them. */
const price = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 10_000);

const usage: fc.Arbitrary<Usage> = fc.record({
  inputUncached: tokens,
  cacheRead: tokens,
  cacheWrite5m: tokens,
  cacheWrite1h: tokens,
  output: tokens,
  reasoning: fc.constant(null),
  audioInput: fc.constant(null),
  audioCacheRead: fc.constant(null),
  audioOutput: fc.constant(null),
  toolUses: fc.constant({}),
});

describe("arithmetic", () => {
  test("equals the sum of fractions, whatever the prices and counts", () => {
    fc.assert(
      fc.property(usage, fc.tuple(price, price, price, price, price), (used, [input, read, write, hour, output]) => {
        const prices = compilePrices({
          input_mtok: input,
          cache_read_mtok: read,
          cache_write_mtok: write,
          cache_write_1h_mtok: hour,
          output_mtok: output,
        });
        // In units of 10⁻⁴ dollars a million tokens the prices are whole: 10⁻¹⁰ dollars a token, 10⁸ of the sum's units.
        const whole = (dollars: number): bigint => BigInt(Math.round(dollars * 10_000));
        const expectedInput =
          BigInt(used.inputUncached ?? 0) * whole(input) +
          BigInt(used.cacheRead ?? 0) * whole(read) +
          BigInt(used.cacheWrite5m ?? 0) * whole(write) +
          BigInt(used.cacheWrite1h ?? 0) * whole(hour);
        const sum = sumUsage(used, prices, "openai/any");
        expect(sum?.input).toBe(expectedInput * 100_000_000n);
        expect(sum?.output).toBe(BigInt(used.output ?? 0) * whole(output) * 100_000_000n);
      }),
    );
  });

  test("reads a price from its decimal form, exponents included", () => {
    expect(toPico(0.1)).toBe(100_000_000_000n);
    expect(toPico(1e-7)).toBe(100_000n);
    expect(toPico(75)).toBe(75_000_000_000_000n);
    expect(toPico(0.07500000000000001)).toBe(75_000_000_000n);
    expect(() => toPico(-1)).toThrow("-1 is not a price");
    expect(() => toPico(Number.NaN)).toThrow("NaN is not a price");
  });
});

test("never gives a negative cost, nor an input part above the total, whatever the terms", () => {
  const models = fc.constantFrom("gpt-4o-mini", "claude-opus-5", "gemini-2.5-pro", "o3", "unheard-of");
  const tier = fc.constantFrom(null, "flex", "priority", "batch", "standard", "platinum");
  fc.assert(
    fc.property(
      usage,
      models,
      fc.constantFrom("openai", "anthropic", "google", ""),
      tier,
      (used, model, provider, serviceTier) => {
        const cost = priceCall({
          provider,
          models: [model],
          startUs: Date.UTC(2026, 5, 1) * 1000,
          usage: used,
          estimated: false,
          failure: "ok",
          fromCache: false,
          inputChars: null,
          uncertainAttempts: 0,
          serviceTier,
          inferenceGeo: null,
        });
        if (cost.total === null) {
          expect(cost.source).toBeNull();
          return;
        }
        expect(cost.input).toBeGreaterThanOrEqual(0n);
        expect(cost.total).toBeGreaterThanOrEqual(cost.input ?? 0n);
      },
    ),
  );
});
