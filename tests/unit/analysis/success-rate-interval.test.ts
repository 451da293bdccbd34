import { describe, expect, it } from "vitest";

import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";

describe("the interval of a success rate", () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %d in %d is the published one", (succeeded, decided, low, high) => {
    expect(successRateInterval(succeeded, decided)).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
  });

  it("ends exactly at 1 when nothing failed, and is unknown when nothing was decided", () => {
    expect(successRateInterval(20, 20)?.[1]).toBe(1);
    expect(successRateInterval(0, 0)).toBeNull();
  });
});
