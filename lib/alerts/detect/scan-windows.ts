import { type Baseline, levelAt } from "./baseline.ts";

/** Window lengths in minutes, from minutes to half a day, each about a third longer than the one before. */
export const WINDOWS: readonly number[] = [
  1, 2, 3, 4, 5, 7, 10, 13, 17, 23, 30, 40, 55, 75, 100, 135, 180, 240, 320, 430, 570, 720,
];

/** Sums of the last `minutes` before now. */
export interface WindowSums {
  readonly minutes: number;
  readonly base: number;
  readonly amount: number;
  readonly expected: number;
  /** What the one minute with the most had beyond its expectation. */
  readonly peak: number;
}

export interface MinuteCounts {
  readonly now: number;
  readonly bases: Float64Array;
  readonly amounts: Float64Array;
}

/** The sums of every window that fits the minutes and does not reach back before `notBefore`, shortest first: one walk back from now. */
export function scanWindows(counts: MinuteCounts, baseline: Baseline, notBefore: number | null): WindowSums[] {
  const { now, bases, amounts } = counts;
  const length = bases.length;
  const reach = Math.min(length, notBefore === null ? length : now - notBefore);
  const sums: WindowSums[] = [];
  let [base, amount, expected, peak] = [0, 0, 0, 0];
  let back = 0;
  for (const minutes of WINDOWS) {
    if (minutes > reach) break;
    while (back < minutes) {
      const hour = Math.floor((now - back - 1) / 60);
      const level = levelAt(baseline, hour);
      // The minutes of this window that lie in the same hour, from the newest back.
      const to = Math.min(minutes, now - hour * 60);
      let ofHour = 0;
      for (; back < to; back += 1) {
        const index = length - back - 1;
        const [here, seen] = [bases[index] ?? 0, amounts[index] ?? 0];
        ofHour += here;
        amount += seen;
        if (seen - here * level > peak) peak = seen - here * level;
      }
      base += ofHour;
      expected += ofHour * level;
    }
    sums.push({ minutes, base, amount, expected, peak });
  }
  return sums;
}
