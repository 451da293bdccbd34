import { DAY_MS, HOUR_MS } from "#lib/domain/time.ts";
import { OutturnError } from "#lib/domain/errors.ts";

const MINUTE_MS = 60_000;
/** Names only: Postgres reads a bare offset such as "+01:00" with the opposite sign. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Days since 1970-01-01 on the zone's calendar at an instant. */
export function localDay(timeZone: string, at: number): number {
  return Math.floor((at + zoneOffsetMs(timeZone, at)) / DAY_MS);
}

/** The first instant of a local day; where midnight comes twice the earlier, where it is skipped the first after it. */
export function localDayStart(timeZone: string, day: number): number {
  if (timeZone === "UTC") return day * DAY_MS;
  // Clocks are set by an hour or two, on the hour: the start is within three of what the offset near it says.
  const near = day * DAY_MS - zoneOffsetMs(timeZone, day * DAY_MS);
  let start = near - 3 * HOUR_MS;
  while (localDay(timeZone, start) < day) start += HOUR_MS;
  return start;
}

/** Milliseconds by which the zone's clock is ahead of UTC at an instant. */
export function zoneOffsetMs(timeZone: string, at: number): number {
  const parts = clockOf(timeZone).formatToParts(at);
  const value = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((p) => p.type === type)?.value);
  const local = Date.UTC(value("year"), value("month") - 1, value("day"), value("hour"), value("minute"));
  return local - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/**
 * Checks that a name is an IANA zone whose clock is whole hours from UTC in the year around the range: cells are whole
 * UTC hours, so the days of any other zone cannot be added up from them.
 * @throws OutturnError `bad_request` naming the zone.
 */
export function checkZone(timeZone: string, from: Date, to: Date): void {
  if (timeZone === "UTC") return;
  if (!isZone(timeZone))
    throw new OutturnError(
      "bad_request",
      `tz "${timeZone}" is not an IANA time zone; use a name such as UTC, Europe/Berlin or America/New_York`,
    );
  const start = from.getTime() - 183 * DAY_MS;
  const end = to.getTime() + 183 * DAY_MS;
  const step = Math.max(28 * DAY_MS, (end - start) / 200);
  for (let at = start; at <= end; at += step) {
    if (zoneOffsetMs(timeZone, at) % HOUR_MS !== 0)
      throw new OutturnError(
        "bad_request",
        `tz "${timeZone}" is not whole hours from UTC; figures are kept by UTC hour, so ask in UTC or in a whole-hour zone`,
      );
  }
}

/** Whether a text is the name of an IANA zone that this runtime knows. */
export function isZone(timeZone: string): boolean {
  if (!ZONE_NAME.test(timeZone) || timeZone.length > 64) return false;
  try {
    return clockOf(timeZone).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Making a clock takes longer than reading it a hundred times; there are fewer zones than would fill memory. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(timeZone, clock);
  return clock;
}
