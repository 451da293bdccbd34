import { OutturnError } from "#lib/domain/errors.ts";
import { bucketStart, DAY_MS, WEEK_MS } from "#lib/domain/time.ts";
import type { TimeRange } from "#lib/domain/time.ts";

export interface IsoWeek extends TimeRange {
  /** `2026-W47` */
  readonly name: string;
}

/** The ISO week that holds an instant, in UTC. */
export function weekOf(at: Date): IsoWeek {
  const from = bucketStart(at.getTime(), "week");
  // A week belongs to the year of its Thursday (ISO 8601).
  const thursday = new Date(from + 3 * DAY_MS);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / WEEK_MS) + 1;
  const name = `${year}-W${String(number).padStart(2, "0")}`;
  return { name, from: new Date(from), to: new Date(from + WEEK_MS) };
}

/** Reads `2026-W47`. @throws OutturnError `bad_request` naming the text when there is no such week. */
export function parseWeek(text: string): IsoWeek {
  const match = /^(\d{4})-W(\d{2})$/.exec(text);
  const [year, number] = [Number(match?.[1]), Number(match?.[2])];
  const fourth = Date.UTC(year, 0, 4);
  const week = match ? weekOf(new Date(fourth + (number - 1) * WEEK_MS)) : null;
  if (week?.name === text) return week;
  throw new OutturnError("bad_request", `"${text}" is not an ISO week; write it as 2026-W47`);
}

export function weeksBefore(week: IsoWeek, count: number): TimeRange {
  return { from: new Date(week.from.getTime() - count * WEEK_MS), to: week.from };
}
