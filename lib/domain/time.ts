/** Epoch microseconds in UTC: an integer below 2^53, so exact in a number and in `timestamptz`. */
export type Microseconds = number;

/** Half-open range of instants in UTC: `from ≤ t < to`. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05, the first Monday of the epoch: ISO weeks start on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

export const TIERS = ["hour", "day", "week"] as const;
export type Tier = (typeof TIERS)[number];

/** Start of the UTC hour, day or ISO week that holds an instant, in epoch milliseconds. */
export function bucketStart(ms: number, tier: Tier): number {
  switch (tier) {
    case "hour":
      return Math.floor(ms / HOUR_MS) * HOUR_MS;
    case "day":
      return Math.floor(ms / DAY_MS) * DAY_MS;
    case "week":
      return Math.floor((ms - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  }
}

/**
 * What roll-ups are kept by: the tiers, the 24 hours of the day of an ISO week, each summed over its seven days, and for
 * alerts the latest minutes of calls (`KEEP_MINUTES_MS`).
 */
export const CELL_TIERS = [...TIERS, "week_hours", "minute"] as const;
export type CellTier = (typeof CELL_TIERS)[number];

/** The bucket of a cell; an hour of the day of a week is named by that hour of its Monday. */
export function cellBucket(ms: number, tier: CellTier): number {
  if (tier === "minute") return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  if (tier !== "week_hours") return bucketStart(ms, tier);
  return bucketStart(ms, "week") + bucketStart(ms, "hour") - bucketStart(ms, "day");
}

/** The smallest range of whole UTC hours that holds the given one. */
export function widenToHours(range: TimeRange): TimeRange {
  const from = bucketStart(range.from.getTime(), "hour");
  const to = bucketStart(range.to.getTime() + HOUR_MS - 1, "hour");
  return { from: new Date(from), to: new Date(to) };
}

export function toDate(us: Microseconds): Date {
  return new Date(Math.floor(us / 1000));
}
