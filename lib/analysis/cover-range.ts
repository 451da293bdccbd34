import type { Tier, TimeRange } from "#lib/domain/time.ts";
import { bucketStart, DAY_MS, HOUR_MS, WEEK_MS } from "#lib/domain/time.ts";

/** A stretch of whole buckets of one tier. */
export interface Piece extends TimeRange {
  readonly tier: Tier;
}

const LENGTH: Readonly<Record<Tier, number>> = { hour: HOUR_MS, day: DAY_MS, week: WEEK_MS };
const FINER: Readonly<Record<Tier, Tier | null>> = { week: "day", day: "hour", hour: null };

/**
 * The fewest buckets that make up a range of whole UTC hours, none coarser than `coarsest`: whole weeks in the middle,
 * whole days around them, hours at the ends. At most five pieces, in order of time, disjoint, adding up to the range.
 */
export function coverRange(range: TimeRange, coarsest: Tier): Piece[] {
  return cover(range.from.getTime(), range.to.getTime(), coarsest);
}

function cover(from: number, to: number, tier: Tier): Piece[] {
  if (from >= to) return [];
  const finer = FINER[tier];
  if (finer === null) return [{ tier, from: new Date(from), to: new Date(to) }];
  const first = bucketStart(from + LENGTH[tier] - 1, tier);
  const last = bucketStart(to, tier);
  if (first >= last) return cover(from, to, finer);
  const middle: Piece = { tier, from: new Date(first), to: new Date(last) };
  return [...cover(from, first, finer), middle, ...cover(last, to, finer)];
}
