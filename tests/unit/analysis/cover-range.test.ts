import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bucketStart, HOUR_MS, TIERS } from "#lib/domain/time.ts";
import { coverRange } from "#lib/analysis/cover-range.ts";

const shown = (from: string, to: string, coarsest: (typeof TIERS)[number]) =>
  coverRange({ from: new Date(from), to: new Date(to) }, coarsest).map(
    (piece) => `${piece.tier} ${piece.from.toISOString().slice(0, 13)} ${piece.to.toISOString().slice(0, 13)}`,
  );

describe("the buckets of a range", () => {
  it("are whole weeks in the middle, whole days around them and hours at the ends", () => {
    // 2026-11-02 and 2026-11-16 are Mondays.
    expect(shown("2026-10-30T05:00Z", "2026-11-18T07:00Z", "week")).toEqual([
      "hour 2026-10-30T05 2026-10-31T00",
      "day 2026-10-31T00 2026-11-02T00",
      "week 2026-11-02T00 2026-11-16T00",
      "day 2026-11-16T00 2026-11-18T00",
      "hour 2026-11-18T00 2026-11-18T07",
    ]);
  });

  it("are days at most where days are asked for, and hours where hours are", () => {
    expect(shown("2026-11-02T00:00Z", "2026-11-16T00:00Z", "day")).toEqual(["day 2026-11-02T00 2026-11-16T00"]);
    expect(shown("2026-11-02T00:00Z", "2026-11-16T00:00Z", "hour")).toEqual(["hour 2026-11-02T00 2026-11-16T00"]);
  });

  it("are hours alone within one day, and none for an empty range", () => {
    expect(shown("2026-11-02T03:00Z", "2026-11-02T22:00Z", "week")).toEqual(["hour 2026-11-02T03 2026-11-02T22"]);
    expect(shown("2026-11-02T03:00Z", "2026-11-02T03:00Z", "week")).toEqual([]);
  });

  it("follow one another without gap or overlap, on their own boundaries, for every range of whole hours", () => {
    const ranges = fc.tuple(
      fc.integer({ min: 0, max: 600_000 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.constantFrom(...TIERS),
    );
    fc.assert(
      fc.property(ranges, ([first, hours, coarsest]) => {
        const from = first * HOUR_MS;
        const to = from + hours * HOUR_MS;
        const pieces = coverRange({ from: new Date(from), to: new Date(to) }, coarsest);
        expect(pieces.length).toBeLessThanOrEqual(5);
        let at = from;
        for (const piece of pieces) {
          expect(piece.from.getTime()).toBe(at);
          expect(piece.to.getTime()).toBeGreaterThan(at);
          at = piece.to.getTime();
          expect(bucketStart(piece.from.getTime(), piece.tier)).toBe(piece.from.getTime());
          expect(bucketStart(at, piece.tier)).toBe(at);
        }
        expect(at).toBe(to);
      }),
    );
  });
});
