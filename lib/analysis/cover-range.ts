import type { CellTier, Tier, TimeRange } from "#lib/domain/time.ts";
import { bucketStart, DAY_MS, HOUR_MS, WEEK_MS } from "#lib/domain/time.ts";
import { zoneOffsetMs } from "./time-zone.ts";

/** A stretch of whole buckets of one tier. */
export interface Piece extends TimeRange {
  readonly tier: CellTier;
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
  if (finer === null) return [pieceOf(tier, from, to)];
  const first = bucketStart(from + LENGTH[tier] - 1, tier);
  const last = bucketStart(to, tier);
  if (first >= last) return cover(from, to, finer);
  return [...cover(from, first, finer), pieceOf(tier, first, last), ...cover(last, to, finer)];
}

/**
 * The same for a question by hour of the day: whole weeks by their 24 hours of the day, hours at the ends. A week in
 * which the zone's clock is set has no one hour of the day for an hour in UTC, and is taken by hours too.
 */
export function coverHoursOfDay(range: TimeRange, timeZone: string): Piece[] {
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const first = bucketStart(from + WEEK_MS - 1, "week");
  const last = bucketStart(to, "week");
  if (first >= last) return cover(from, to, "hour");
  const pieces = cover(from, first, "hour");
  for (let week = first; week < last; week += WEEK_MS)
    append(pieces, pieceOf(isSteady(timeZone, week) ? "week_hours" : "hour", week, week + WEEK_MS));
  for (const piece of cover(last, to, "hour")) append(pieces, piece);
  return pieces;
}

function pieceOf(tier: CellTier, from: number, to: number): Piece {
  return { tier, from: new Date(from), to: new Date(to) };
}

/** Appends a piece, or lengthens the last one where it is of the same tier. */
function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.tier === piece.tier) pieces[pieces.length - 1] = { ...last, to: piece.to };
  else pieces.push(piece);
}

function isSteady(timeZone: string, week: number): boolean {
  if (timeZone === "UTC") return true;
  const offsets = new Set<number>();
  for (let day = 0; day <= 7; day += 1) offsets.add(zoneOffsetMs(timeZone, week + day * DAY_MS));
  return offsets.size === 1;
}
