import { DAY_MS, HOUR_MS, type Microseconds } from "#lib/domain/time.ts";
import { HOURS, SPIKE, WEEKDAYS } from "#lib/sample/assumed.ts";
import type { Random } from "#lib/sample/random.ts";

/** The last tasks start this long before the end, so that they are over by then. */
const LAST_START_MS = 30 * 60_000;

/** A start within [from, to), busier in office hours and on weekdays (UTC). */
export function drawStart(random: Random, fromMs: number, toMs: number): Microseconds {
  const most = Math.max(...HOURS) * Math.max(...WEEKDAYS);
  // A draw is kept with the share of its hour and weekday; nine of ten are kept after twenty tries, all after two hundred.
  for (let tries = 0; tries < 200; tries += 1) {
    const at = random.between(fromMs, toMs - LAST_START_MS);
    const date = new Date(at);
    const weight = (HOURS[date.getUTCHours()] ?? 0) * (WEEKDAYS[date.getUTCDay()] ?? 0);
    if (random.chance(weight / most)) return Math.floor(at * 1000);
  }
  return Math.floor(fromMs * 1000);
}

/** The incident's window: on the day that many days before, or the last weekday before it, in the morning. */
export function spikeWindow(now: Date): { readonly fromUs: Microseconds; readonly toUs: Microseconds } {
  let day = Math.floor(now.getTime() / DAY_MS) * DAY_MS - SPIKE.daysAgo * DAY_MS;
  while ([0, 6].includes(new Date(day).getUTCDay())) day -= DAY_MS;
  const from = day + SPIKE.startHour * HOUR_MS;
  return { fromUs: from * 1000, toUs: (from + SPIKE.hours * HOUR_MS) * 1000 };
}
