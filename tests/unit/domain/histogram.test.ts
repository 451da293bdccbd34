import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  decodeHistogram,
  encodeHistogram,
  merge,
  NEVER_BIN,
  quantiles,
  quantilesOf,
  record,
  ZERO_BIN,
  type Histogram,
} from "#lib/domain/histogram.ts";

const of = (values: readonly number[]): Histogram => {
  const histogram: Histogram = new Map();
  for (const value of values) record(histogram, value);
  return histogram;
};
const positive = fc.double({ min: 0.001, max: 1e7, noNaN: true });
const exact = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? 0;
  return low + (high - low) * (at - Math.floor(at));
};

describe("quantiles", () => {
  it("lie within 2 % of the true quantile", () => {
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const truth = exact(values, p);
          const [estimate] = quantiles(of(values), [p]);
          return Math.abs((estimate ?? Number.NaN) - truth) <= 0.02 * truth + 1e-9;
        },
      ),
    );
  });

  it("are unknown for an empty histogram", () => {
    expect(quantiles(new Map(), [0.5, 0.95])).toEqual([null, null]);
  });

  it("rank a value that never came above every one that did", () => {
    const outage = of([100, 100, 100, Infinity, Infinity]);
    const [median, p95] = quantiles(outage, [0.5, 0.95]);
    expect(median).toBeCloseTo(100, -1);
    expect(p95).toBeNull();
  });

  it("keep zero as zero", () => {
    expect(quantiles(of([0, 0, 0]), [0.5])).toEqual([0]);
  });
});

describe("histograms", () => {
  it("merge to the histogram of all values, and unmerge to nothing", () => {
    fc.assert(
      fc.property(fc.array(positive), fc.array(positive), (a, b) => {
        const merged = of(a);
        merge(merged, of(b));
        expect(encodeHistogram(merged)).toEqual(encodeHistogram(of([...a, ...b])));
        merge(merged, of([...a, ...b]), -1);
        expect(merged.size).toBe(0);
      }),
    );
  });

  it("survive being stored", () => {
    const histogram = of([0, 0.5, 1, 20, 20, 3e6, Infinity]);
    expect(decodeHistogram(encodeHistogram(histogram))).toEqual(new Map([...histogram].sort((a, b) => a[0] - b[0])));
    expect(() => decodeHistogram(encodeHistogram(histogram).subarray(0, 9))).toThrow(
      "a histogram of 9 bytes ends in the middle of a pair",
    );
    expect(decodeHistogram(encodeHistogram(histogram)).size).toBe(6);
  });

  it("laid end to end add up to what merging them one by one gives, the special bins included", () => {
    const bin = fc.oneof(fc.integer({ min: -400, max: 800 }), fc.constantFrom(ZERO_BIN, NEVER_BIN));
    const histogram = fc.array(fc.tuple(bin, fc.integer({ min: 1, max: 2 ** 40 }))).map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(fc.array(histogram), (histograms) => {
        const expected = new Map<number, number>();
        for (const each of histograms) merge(expected, each);
        const merged = decodeHistogram(Buffer.concat(histograms.map(encodeHistogram)));
        expect([...merged]).toEqual([...expected].sort((a, b) => a[0] - b[0]));
      }),
    );
  });

  it("gives the same quantiles from encodings laid end to end, less those that are taken away again", () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(values, values, (kept, taken) => {
        const [a, b] = [encodeHistogram(of(kept)), encodeHistogram(of(taken))];
        const ps = [0.5, 0.95, 0.99];
        expect(quantilesOf(Buffer.concat([a, b]), b, ps)).toEqual(quantiles(decodeHistogram(a), ps));
      }),
    );
  });
});
