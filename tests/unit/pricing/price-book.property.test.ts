import fc from "fast-check";
import { expect, test } from "vitest";

import type { PriceRule } from "#lib/domain/price-rule.ts";
import { parsePercent, parsePrice } from "#lib/pricing/parse-decimal.ts";
import { compileBook } from "#lib/pricing/price-book.ts";
import { priceCall } from "#lib/pricing/price-call.ts";

const START = new Date("2026-01-01T00:00:00Z");
const SHARED = {
  id: "x",
  provider: "",
  serviceTier: null,
  from: START,
  until: null,
  note: "",
  createdBy: "test",
  createdAt: START,
  withdrawnAt: null,
};
const NO_AUDIO = { reasoning: null, audioInput: null, audioCacheRead: null, audioOutput: null, toolUses: {} };

/** Digits as a decimal text with so many places: (1250, 2) is `12.50`. */
function decimal(digits: bigint, places: number): string {
  const text = digits.toString().padStart(places + 1, "0");
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

function costOf(price: string, percent: string | null, tokens: number): bigint | null {
  const rules: PriceRule[] = [
    { ...SHARED, version: 1, model: "house", says: { kind: "prices", usdPerMillion: { input: price }, usdPerUse: {} } },
  ];
  if (percent !== null) rules.push({ ...SHARED, version: 2, model: "*", says: { kind: "percent", percent } });
  const usage = { inputUncached: tokens, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, ...NO_AUDIO };
  const call = { provider: "vllm", models: ["house"], startUs: START.getTime() * 1000, usage, failure: "ok" } as const;
  const rest = { estimated: false, fromCache: false, inputChars: null, uncertainAttempts: 0 };
  return priceCall({ ...call, ...rest, serviceTier: null, inferenceGeo: null }, compileBook(rules)).total;
}

const tokens = fc.integer({ min: 0, max: 2_000_000 });
/** Digits, and how many of them stand behind the point. */
const quoted = fc.tuple(fc.bigInt({ min: 1n, max: 999_999n }), fc.integer({ min: 0, max: 6 }));

test("a marked-up cost is the exact product of tokens, price and percentage, rounded once, half up, to nano-dollars", () => {
  fc.assert(
    fc.property(tokens, quoted, quoted, (count, [price, pricePlaces], [percent, percentPlaces]) => {
      const text = decimal(percent, percentPlaces);
      fc.pre(percent <= 1000n * 10n ** BigInt(percentPlaces));
      // tokens × price/10^p / 10^6 dollars × (100 + percent/10^q) / 100, in nano-dollars.
      const q = 10n ** BigInt(percentPlaces);
      const num = BigInt(count) * price * (100n * q + percent) * 1_000_000_000n;
      const den = 10n ** BigInt(pricePlaces) * 1_000_000n * 100n * q;
      const halfUp = (2n * num + den) / (2n * den);
      expect(costOf(decimal(price, pricePlaces), text, count)).toBe(halfUp);
    }),
  );
});

test("a discount never raises a cost, and never makes one of something nothing but by rounding", () => {
  const listed = (percent: string | null, count: number): bigint => {
    const rules: PriceRule[] =
      percent === null ? [] : [{ ...SHARED, version: 1, model: "*", says: { kind: "percent", percent } }];
    const usage = { inputUncached: count, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, ...NO_AUDIO };
    const call = { provider: "openai", models: ["gpt-4o-mini"], startUs: START.getTime() * 1000, usage } as const;
    const rest = { failure: "ok", estimated: false, fromCache: false, inputChars: null, uncertainAttempts: 0 } as const;
    return priceCall({ ...call, ...rest, serviceTier: null, inferenceGeo: null }, compileBook(rules)).total ?? -1n;
  };
  fc.assert(
    fc.property(tokens, fc.bigInt({ min: 1n, max: 99_999_999n }), (count, micro) => {
      const after = listed(`-${decimal(micro, 6)}`, count);
      const before = listed(null, count);
      expect(after).toBeLessThanOrEqual(before);
      // 150 nano-dollars a token, and the share that is left of them.
      const num = BigInt(count) * 150n * (100_000_000n - micro);
      expect(after).toBe((2n * num + 100_000_000n) / 200_000_000n);
    }),
  );
});

test("decimals are read exactly, to the last place that is kept", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (pico) => {
      expect(parsePrice(decimal(pico, 12))).toBe(pico);
    }),
  );
  expect(parsePercent("-12.5")).toBe(-12_500_000n);
  expect(parsePercent("+7")).toBe(7_000_000n);
});

test.each(["", "1e3", "-1", "0.1234567890123", "1000001", "1,5", "NaN", " 1"])(
  "%j is no price, and the refusal names it",
  (text) => {
    expect(() => parsePrice(text)).toThrow(`"${text}" is not a price`);
  },
);

test.each(["0", "-100", "-101", "1001", "12.5%", "1.1234567", "--1"])("%j is no percentage", (text) => {
  expect(() => parsePercent(text)).toThrow(`"${text}" is not a discount or mark-up`);
});
