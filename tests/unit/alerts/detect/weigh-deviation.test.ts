import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  amountAtDeviation,
  deviationNeeded,
  deviationOfAmount,
  evidenceOf,
  logTail,
} from "#lib/alerts/detect/weigh-deviation.ts";

describe("weighing a deviation", () => {
  it("is four standard deviations for 36 where 16 are expected and draws are independent", () => {
    expect(deviationOfAmount(36, 16, 1)).toBe(4);
  });

  it("is half as much when hits come with four times the dispersion", () => {
    expect(deviationOfAmount(36, 16, 4)).toBe(2);
  });

  it("says of nothing seen what the chance of no cluster is", () => {
    // 30 expected with dispersion 3: the exponent z²/2 is 2 · 30 / 3.
    expect(deviationOfAmount(0, 30, 3) ** 2 / 2).toBeCloseTo(20);
  });

  it("turns round to the amount it came from", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (m, x) => {
          expect(amountAtDeviation(deviationOfAmount(x, m, 3), m, 3) / x).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it("knows the normal tail to a hundredth", () => {
    expect(10 ** logTail(1.959964) / 0.025).toBeCloseTo(1, 1);
    expect(10 ** logTail(5) / 2.8665e-7).toBeCloseTo(1, 2);
  });

  it("finds the same deviation rarer in a long window than in a short one", () => {
    expect(evidenceOf(5, 720)).toBeGreaterThan(evidenceOf(5, 60));
    expect(evidenceOf(5, 60)).toBeGreaterThan(evidenceOf(5, 5));
  });

  it("needs a deviation that has just the evidence asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 8, noNaN: true }), fc.constantFrom(1, 5, 60, 720), (evidence, minutes) => {
        expect(evidenceOf(deviationNeeded(evidence, minutes), minutes)).toBeCloseTo(evidence, 1);
      }),
    );
  });
});
