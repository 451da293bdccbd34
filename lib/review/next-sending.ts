import { zoneOffsetMs } from "#lib/analysis/time-zone.ts";
import { DAY_MS, HOUR_MS } from "#lib/domain/time.ts";

/** A weekday (1 for Monday to 7 for Sunday) and an hour on the clock of an IANA zone. */
export interface WeeklyHour {
  readonly weekday: number;
  readonly hour: number;
  readonly zone: string;
}

/** All clocks are quarters of an hour from UTC. */
const STEP_MS = HOUR_MS / 4;
const THURSDAY = 4;

/** The first time after an instant that the hour begins; where the clock skips it, the first instant after the gap. */
export function nextSending(when: WeeklyHour, after: Date): Date {
  let at = Math.floor(after.getTime() / STEP_MS) * STEP_MS;
  for (let was = isReached(when, at); ;) {
    at += STEP_MS;
    const is = isReached(when, at);
    if (is && !was) return new Date(at);
    was = is;
  }
}

/** Whether it is the weekday, at the hour or later. */
function isReached({ weekday, hour, zone }: WeeklyHour, at: number): boolean {
  const local = at + zoneOffsetMs(zone, at);
  const day = Math.floor(local / DAY_MS);
  // 1970-01-01 was a Thursday.
  return ((day + THURSDAY - 1) % 7) + 1 === weekday && local - day * DAY_MS >= hour * HOUR_MS;
}
