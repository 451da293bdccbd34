import type { TimeGroup } from "./groupings.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { localDay, localDayStart } from "./time-zone.ts";

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Times as SQL groups by them: an hour as epoch milliseconds, a day or the Monday of a week as local days since 1970-01-01,
 * an hour of the day or week as itself.
 */
export function timeNumber(name: TimeGroup, value: string, timeZone: string): number {
  switch (name) {
    case "hour":
      return Date.parse(value);
    case "day":
    case "week":
      return ISO_DAY.test(value) ? Date.parse(value) / DAY_MS : localDay(timeZone, Date.parse(value));
    case "hour_of_day":
    case "hour_of_week":
      return Number(value);
  }
}

/** The group field that such a number stands for: the ISO time at which the bucket starts, or the hour. */
export function timeField(name: TimeGroup, number: number, timeZone: string): string | number {
  switch (name) {
    case "hour":
      return new Date(number).toISOString();
    case "day":
    case "week":
      return new Date(localDayStart(timeZone, number)).toISOString();
    case "hour_of_day":
    case "hour_of_week":
      return number;
  }
}
