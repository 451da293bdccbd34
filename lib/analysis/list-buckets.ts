import type { TimeRange } from "#lib/domain/time.ts";
import { localDay, localDayStart } from "./time-zone.ts";

/** Days since Thursday, 1970-01-01, to the Monday of the same ISO week. */
function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7);
}

/** The starts of all days, or ISO weeks, of a zone's calendar that a range touches, empty ones included, in order. */
export function listBuckets({ from, to }: TimeRange, tick: "day" | "week", timeZone: string): Date[] {
  const first = localDay(timeZone, from.getTime());
  const last = localDay(timeZone, to.getTime() - 1);
  const starts: Date[] = [];
  const step = tick === "day" ? 1 : 7;
  for (let day = tick === "day" ? first : mondayOf(first); day <= last; day += step)
    starts.push(new Date(localDayStart(timeZone, day)));
  return starts;
}
