import { expect, test } from "vitest";

import { nextSending } from "#lib/review/next-sending.ts";

const next = (weekday: number, hour: number, zone: string, after: string): string =>
  nextSending({ weekday, hour, zone }, new Date(after)).toISOString();

test("a weekday and an hour are those of the zone's clock, in summer and in winter", () => {
  expect(next(1, 9, "UTC", "2026-11-22T23:00:00Z")).toBe("2026-11-23T09:00:00.000Z");
  expect(next(1, 9, "Europe/Berlin", "2026-11-22T23:00:00Z")).toBe("2026-11-23T08:00:00.000Z");
  expect(next(1, 9, "Europe/Berlin", "2026-07-05T00:00:00Z")).toBe("2026-07-06T07:00:00.000Z");
  expect(next(1, 9, "Asia/Kolkata", "2026-11-22T00:00:00Z")).toBe("2026-11-23T03:30:00.000Z");
});

test("at the very hour the next one is a week away, and midnight and Sunday are hours like others", () => {
  expect(next(1, 9, "UTC", "2026-11-23T09:00:00Z")).toBe("2026-11-30T09:00:00.000Z");
  expect(next(1, 9, "UTC", "2026-11-23T08:59:59Z")).toBe("2026-11-23T09:00:00.000Z");
  expect(next(7, 0, "UTC", "2026-11-22T12:00:00Z")).toBe("2026-11-29T00:00:00.000Z");
  expect(next(4, 23, "America/New_York", "2026-11-22T12:00:00Z")).toBe("2026-11-27T04:00:00.000Z");
});

test("an hour that the clock skips is sent after the gap, and one that comes twice is sent once", () => {
  // Berlin goes from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
  expect(next(7, 2, "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
  expect(next(7, 2, "Europe/Berlin", "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:00:00.000Z");
  expect(next(7, 2, "Europe/Berlin", "2026-10-25T00:00:00Z")).toBe("2026-11-01T01:00:00.000Z");
});
