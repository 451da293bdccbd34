import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bucketStart, cellBucket, HOUR_MS, TIERS } from "#lib/domain/time.ts";
import { coverByDifference, coverHoursOfDay, coverRange } from "#lib/analysis/cover-range.ts";

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
          expect(cellBucket(piece.from.getTime(), piece.tier)).toBe(piece.from.getTime());
          expect(cellBucket(at, piece.tier)).toBe(at);
        }
        expect(at).toBe(to);
      }),
    );
  });
});

/** How often each hour is in the pieces: taken away counts against added. */
function hoursIn(pieces: ReturnType<typeof coverByDifference>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { from, to, sign } of pieces)
    for (let at = from.getTime(); at < to.getTime(); at += HOUR_MS) counts.set(at, (counts.get(at) ?? 0) + sign);
  return new Map([...counts].filter(([, count]) => count !== 0));
}

function hoursOf(from: number, hours: number): Map<number, number> {
  return new Map(Array.from({ length: hours }, (_, i) => [from + i * HOUR_MS, 1]));
}

const signed = (pieces: ReturnType<typeof coverByDifference>) =>
  pieces.map(
    ({ tier, from, to, sign }) =>
      `${sign === 1 ? "+" : "-"} ${tier} ${from.toISOString().slice(0, 13)} ${to.toISOString().slice(0, 13)}`,
  );

describe("the buckets of a range by difference", () => {
  it("take a bucket whole, less what lies outside, where that is fewer", () => {
    const range = { from: new Date("2026-11-02T05:00Z"), to: new Date("2026-11-15T00:00Z") };
    expect(signed(coverByDifference(range, "week"))).toEqual([
      "- hour 2026-11-02T00 2026-11-02T05",
      "+ week 2026-11-02T00 2026-11-16T00",
      "- day 2026-11-15T00 2026-11-16T00",
    ]);
    expect(signed(coverByDifference(range, "hour"))).toEqual(["+ hour 2026-11-02T05 2026-11-15T00"]);
  });

  it("come to every hour of the range once, and to none outside it, in no more buckets than without", () => {
    const ranges = fc.tuple(
      fc.integer({ min: 0, max: 600_000 }),
      fc.integer({ min: 0, max: 2_000 }),
      fc.constantFrom(...TIERS),
    );
    const lengths = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS };
    fc.assert(
      fc.property(ranges, ([first, hours, coarsest]) => {
        const from = first * HOUR_MS;
        const range = { from: new Date(from), to: new Date(from + hours * HOUR_MS) };
        const pieces = coverByDifference(range, coarsest);
        expect(hoursIn(pieces)).toEqual(hoursOf(from, hours));
        // Only tiers that coverRange knows.
        const buckets = (of: readonly { tier: string; from: Date; to: Date }[]): number =>
          of.reduce((sum, one) => sum + (+one.to - +one.from) / lengths[one.tier as keyof typeof lengths], 0);
        expect(buckets(pieces)).toBeLessThanOrEqual(buckets(coverRange(range, coarsest)));
      }),
    );
  });
});

describe("the buckets of a question by hour of the day", () => {
  const shownByHour = (from: string, to: string, timeZone: string) =>
    signed(coverHoursOfDay({ from: new Date(from), to: new Date(to) }, timeZone));

  it("are weeks by their hours of the day, less hours at the ends, or hours alone where that is fewer", () => {
    expect(shownByHour("2026-10-30T05:00Z", "2026-11-21T07:00Z", "UTC")).toEqual([
      "+ hour 2026-10-30T05 2026-11-02T00",
      "+ week_hours 2026-11-02T00 2026-11-23T00",
      "- hour 2026-11-21T07 2026-11-23T00",
    ]);
    expect(shownByHour("2026-11-03T00:00Z", "2026-11-05T00:00Z", "UTC")).toEqual([
      "+ hour 2026-11-03T00 2026-11-05T00",
    ]);
  });

  it("are hours alone in the week in which the zone's clock is set", () => {
    // Berlin leaves summer time on Sunday 2026-10-25.
    expect(shownByHour("2026-10-12T00:00Z", "2026-11-09T00:00Z", "Europe/Berlin")).toEqual([
      "+ week_hours 2026-10-12T00 2026-10-19T00",
      "+ hour 2026-10-19T00 2026-10-26T00",
      "+ week_hours 2026-10-26T00 2026-11-09T00",
    ]);
  });

  it("come to every hour of the range once, in any zone", () => {
    const ranges = fc.tuple(
      fc.integer({ min: 400_000, max: 500_000 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"),
    );
    fc.assert(
      fc.property(ranges, ([first, hours, timeZone]) => {
        const from = first * HOUR_MS;
        const pieces = coverHoursOfDay({ from: new Date(from), to: new Date(from + hours * HOUR_MS) }, timeZone);
        expect(hoursIn(pieces)).toEqual(hoursOf(from, hours));
        for (const { tier, from: start } of pieces)
          if (tier === "week_hours") expect(bucketStart(start.getTime(), "week")).toBe(start.getTime());
      }),
    );
  });
});
