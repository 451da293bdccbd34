import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { divideHalfUp, formatUsd, parseUsd } from "#lib/domain/money.ts";

describe("formatUsd", () => {
  it("writes nano-dollars as dollars with nine places", () => {
    expect(formatUsd(195_000n)).toBe("0.000195000");
    expect(formatUsd(0n)).toBe("0.000000000");
    expect(formatUsd(-1n)).toBe("-0.000000001");
    expect(formatUsd(12_500_000_000n)).toBe("12.500000000");
  });

  it("is undone by parseUsd for every amount, however large", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (nano) => parseUsd(formatUsd(nano)) === nano),
    );
  });
});

describe("parseUsd", () => {
  it("reads amounts with fewer than nine places", () => {
    expect(parseUsd("12.5")).toBe(12_500_000_000n);
    expect(parseUsd("-0.25")).toBe(-250_000_000n);
  });

  it("refuses what is not an amount, naming it", () => {
    for (const text of ["", "1e3", "1.0000000001", "$5", "1,000", "NaN"]) {
      expect(() => parseUsd(text)).toThrow(`"${text}" is not an amount in dollars`);
    }
  });
});

describe("divideHalfUp", () => {
  it("rounds halves up and everything else to the nearest integer", () => {
    expect([0n, 1n, 2n, 3n, 4n, 5n].map((n) => divideHalfUp(n, 4n))).toEqual([0n, 0n, 1n, 1n, 1n, 1n]);
    expect(divideHalfUp(7n, 2n)).toBe(4n);
  });

  it("is never further than half a unit from the quotient", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.bigInt({ min: 1n, max: 10n ** 12n }), (n, d) => {
        const twiceError = 2n * (divideHalfUp(n, d) * d - n);
        return -d < twiceError && twiceError <= d;
      }),
    );
  });
});
