export const HOUR = 60;
export const DAY = 1440;
/** Five weeks of past, then the month that is judged. */
export const PAST = 35 * DAY;
export const MONTH = 30 * DAY;
export const LENGTH = PAST + MONTH + DAY;
/** Epoch minute of a track's first: a Monday, 00:00 UTC. */
export const FIRST_MINUTE = 4 * DAY + 52 * 50 * 7 * DAY;

/** One simulated series by minute, and sums of all minutes before each, so that a window is one subtraction. */
export interface Track {
  readonly calls: Float64Array;
  readonly hits: Float64Array;
  /** The true rate. Detectors but the oracle do not look at it. */
  readonly rate: Float64Array;
  readonly callsBefore: Float64Array;
  readonly hitsBefore: Float64Array;
  readonly expectedBefore: Float64Array;
}

/** How hits come at a given rate: a law of clusters. Draws into `hits` from minute `from` to `to`. */
export type DrawHits = (track: Pick<Track, "calls" | "hits">, rate: Float64Array, from: number, to: number) => void;

export function sumUp(track: Track, from: number, to: number): void {
  const { calls, hits, rate, callsBefore, hitsBefore, expectedBefore } = track;
  for (let t = from; t < to; t += 1) {
    const called = calls[t] ?? 0;
    callsBefore[t + 1] = (callsBefore[t] ?? 0) + called;
    hitsBefore[t + 1] = (hitsBefore[t] ?? 0) + (hits[t] ?? 0);
    expectedBefore[t + 1] = (expectedBefore[t] ?? 0) + called * (rate[t] ?? 0);
  }
}

/** Sum over the minutes from `from` to `to`, the second exclusive. */
export function between(before: Float64Array, from: number, to: number): number {
  return (before[to] ?? 0) - (before[from] ?? 0);
}

export function emptyTrack(): Track {
  const minutes = (): Float64Array => new Float64Array(LENGTH);
  const sums = (): Float64Array => new Float64Array(LENGTH + 1);
  return {
    calls: minutes(),
    hits: minutes(),
    rate: minutes(),
    callsBefore: sums(),
    hitsBefore: sums(),
    expectedBefore: sums(),
  };
}
