import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { bucketStart, cellBucket, widenToHours } from "#lib/domain/time.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

describe("bucketStart", () => {
  it("starts ISO weeks on Monday 00:00 UTC", () => {
    expect(iso(bucketStart(Date.parse("2026-11-22T23:59:59.999Z"), "week"))).toBe("2026-11-16T00:00:00.000Z");
    expect(iso(bucketStart(Date.parse("2026-11-23T00:00:00Z"), "week"))).toBe("2026-11-23T00:00:00.000Z");
  });

  it("starts days and hours on their first instant", () => {
    const at = Date.parse("2026-03-01T13:45:10.123Z");
    expect(iso(bucketStart(at, "day"))).toBe("2026-03-01T00:00:00.000Z");
    expect(iso(bucketStart(at, "hour"))).toBe("2026-03-01T13:00:00.000Z");
  });
});

describe("widenToHours", () => {
  it("gives the smallest range of whole hours that holds the range asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 1e9 }), (from, length) => {
        const wide = widenToHours({ from: new Date(from), to: new Date(from + length) });
        expect(wide.from.getTime() % 3_600_000).toBe(0);
        expect(wide.to.getTime() % 3_600_000).toBe(0);
        expect(from - wide.from.getTime()).toBeGreaterThanOrEqual(0);
        expect(from - wide.from.getTime()).toBeLessThan(3_600_000);
        expect(wide.to.getTime() - (from + length)).toBeGreaterThanOrEqual(0);
        expect(wide.to.getTime() - (from + length)).toBeLessThan(3_600_000);
      }),
    );
  });
});

test("the hours of the day of a week are named by the hours of its Monday", () => {
  expect(iso(cellBucket(Date.parse("2026-11-22T23:59:59.999Z"), "week_hours"))).toBe("2026-11-16T23:00:00.000Z");
  expect(iso(cellBucket(Date.parse("2026-11-18T05:30:00Z"), "week_hours"))).toBe("2026-11-16T05:00:00.000Z");
});
