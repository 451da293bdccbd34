import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { encodeHistogram, merge, NEVER_BIN, ZERO_BIN } from "#lib/domain/histogram.ts";
import { mergeEncoded } from "#lib/analysis/merge-encoded.ts";

describe("encoded histograms laid end to end", () => {
  it("add up to what merging them one by one gives, the special bins included", () => {
    const bin = fc.oneof(fc.integer({ min: -400, max: 800 }), fc.constantFrom(ZERO_BIN, NEVER_BIN));
    const histogram = fc.array(fc.tuple(bin, fc.integer({ min: 1, max: 2 ** 40 }))).map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(fc.array(histogram), (histograms) => {
        const expected = new Map<number, number>();
        for (const each of histograms) merge(expected, each);
        const merged = mergeEncoded(Buffer.concat(histograms.map(encodeHistogram)));
        expect([...merged]).toEqual([...expected].sort((a, b) => a[0] - b[0]));
      }),
    );
  });

  it("are refused when they are cut", () => {
    expect(() => mergeEncoded(Buffer.alloc(12))).toThrow(
      "histograms of 12 bytes are not a whole number of 8-byte pairs",
    );
  });
});
