import { describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS } from "#lib/domain/time.ts";
import { localDay, localDayStart } from "#lib/analysis/time-zone.ts";

const dayOf = (date: string): number => Date.parse(date) / DAY_MS;
const startOf = (zone: string, date: string): string => new Date(localDayStart(zone, dayOf(date))).toISOString();

describe("the start of a local day", () => {
  it.each([
    ["UTC", "2026-11-01", "2026-11-01T00:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00.000Z"],
    ["Pacific/Auckland", "2026-01-01", "2025-12-31T11:00:00.000Z"],
    ["Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00.000Z"],
    // Cairo skips the hour after midnight of 24 April; Havana has it twice on 1 November.
    ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00.000Z"],
    ["America/Havana", "2026-11-01", "2026-11-01T04:00:00.000Z"],
  ])("in %s on %s is %s", (zone, date, start) => {
    expect(startOf(zone, date)).toBe(start);
  });

  it("is the first hour of its day, in every zone and on every day of a year", () => {
    for (const zone of [
      "America/Santiago",
      "America/Havana",
      "Africa/Cairo",
      "Asia/Beirut",
      "Europe/London",
      "Pacific/Apia",
    ])
      for (let day = dayOf("2026-01-01"); day < dayOf("2027-01-01"); day += 1) {
        const start = localDayStart(zone, day);
        expect([localDay(zone, start - HOUR_MS), localDay(zone, start)]).toEqual([day - 1, day]);
      }
  });
});
