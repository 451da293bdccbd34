import type { CellTier, Tier, TimeRange } from "#lib/domain/time.ts";
import { bucketStart, DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from "#lib/domain/time.ts";
import { zoneOffsetMs } from "./time-zone.ts";

/** A stretch of whole buckets of one tier. */
export interface Stretch extends TimeRange {
  readonly tier: CellTier;
}

/** A stretch whose cells are added to an answer, or taken from it again. */
export interface Piece extends Stretch {
  readonly sign: 1 | -1;
}

/** Of an hour of the day of a week, the part of the week that it stands for. */
const LENGTH: Readonly<Record<CellTier, number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: WEEK_MS,
  week_hours: WEEK_MS / 24,
};
const FINER: Readonly<Record<Tier, Tier | null>> = { week: "day", day: "hour", hour: null };

/**
 * Buckets that make up a range of whole UTC hours, none coarser than `coarsest`: whole weeks in the middle, whole days around
 * them, hours at the ends. At most five stretches, in order of time, disjoint, adding up to the range.
 */
export function coverRange(range: TimeRange, coarsest: Tier): Stretch[] {
  return cover(range.from.getTime(), range.to.getTime(), coarsest);
}

/**
 * The same with fewer buckets, for what can be subtracted: a bucket of which most is in the range is taken whole, less what
 * lies outside.
 */
export function coverByDifference(range: TimeRange, coarsest: Tier): Piece[] {
  return cover(range.from.getTime(), range.to.getTime(), coarsest, true);
}

function cover(from: number, to: number, tier: Tier, byDifference = false): Piece[] {
  if (from >= to) return [];
  const finer = FINER[tier];
  if (finer === null) return [pieceOf(tier, from, to)];
  const between = (a: number, b: number): Piece[] =>
    a <= b ? cover(a, b, finer, byDifference) : cover(b, a, finer, byDifference).map(negated);
  const [starts, ends] = [edges(from, tier), edges(to, tier)];
  const whole = (byDifference ? starts : starts.slice(-1)).flatMap((start) =>
    (byDifference ? ends : ends.slice(0, 1)).flatMap((end) => (start < end ? [{ start, end }] : [])),
  );
  const ways = whole.map(({ start, end }) => [...between(from, start), pieceOf(tier, start, end), ...between(end, to)]);
  if (byDifference || ways.length === 0) ways.unshift(between(from, to));
  return ways.reduce((best, way) => (countBuckets(way) < countBuckets(best) ? way : best));
}

/** The boundaries of a tier's buckets next to an instant, the earlier one first; the instant itself where it is one. */
function edges(at: number, tier: Tier): number[] {
  const start = bucketStart(at, tier);
  return start === at ? [at] : [start, start + LENGTH[tier]];
}

/** Buckets that are read, however they count. */
function countBuckets(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { tier, from, to }) => sum + (to.getTime() - from.getTime()) / LENGTH[tier], 0);
}

function negated(piece: Piece): Piece {
  return { ...piece, sign: piece.sign === 1 ? -1 : 1 };
}

/**
 * The same by difference for a question by hour of the day: weeks by their 24 hours of the day, hours at the ends. A week in
 * which the zone's clock is set has no one hour of the day for an hour in UTC, and is taken by hours.
 */
export function coverHoursOfDay(range: TimeRange, timeZone: string): Piece[] {
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const pieces: Piece[] = [];
  for (let week = bucketStart(from, "week"); week < to; week += WEEK_MS) {
    const [start, end] = [Math.max(from, week), Math.min(to, week + WEEK_MS)];
    const takesWhole = 2 * (end - start) > WEEK_MS && isSteady(timeZone, week);
    for (const piece of takesWhole ? weekLess(week, start, end) : cover(start, end, "hour")) append(pieces, piece);
  }
  return pieces;
}

/** A week by its hours of the day, less the hours before and after a part of it. */
function weekLess(week: number, start: number, end: number): Piece[] {
  return [
    ...cover(week, start, "hour").map(negated),
    pieceOf("week_hours", week, week + WEEK_MS),
    ...cover(end, week + WEEK_MS, "hour").map(negated),
  ];
}

function pieceOf(tier: CellTier, from: number, to: number): Piece {
  return { tier, from: new Date(from), to: new Date(to), sign: 1 };
}

/** Appends a piece, or lengthens the last one where it goes on. */
function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.tier === piece.tier && last.sign === piece.sign && last.to.getTime() === piece.from.getTime())
    pieces[pieces.length - 1] = { ...last, to: piece.to };
  else pieces.push(piece);
}

function isSteady(timeZone: string, week: number): boolean {
  if (timeZone === "UTC") return true;
  const offsets = new Set<number>();
  for (let day = 0; day <= 7; day += 1) offsets.add(zoneOffsetMs(timeZone, week + day * DAY_MS));
  return offsets.size === 1;
}
