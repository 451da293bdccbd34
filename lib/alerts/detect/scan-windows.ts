import type { Baseline } from "./baseline.ts";

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
}

export interface MinuteCounts {
  readonly now: number;
  readonly bases: Float64Array;
  readonly amounts: Float64Array;
}

/** The sums of every window that fits the minutes and does not reach back before `notBefore`, shortest first: one walk back from now. */
export function scanWindows(counts: MinuteCounts, baseline: Baseline, notBefore: number | null): WindowSums[] {
  const { now, bases, amounts } = counts;
  const reach = Math.min(bases.length, notBefore === null ? bases.length : now - notBefore);
  const sums: WindowSums[] = [];
  let [base, amount, expected] = [0, 0, 0];
  let next = 0;
  for (let back = 1; back <= reach && next < WINDOWS.length; back += 1) {
    const of = bases[bases.length - back] ?? 0;
    base += of;
    amount += amounts[amounts.length - back] ?? 0;
    expected += of * levelAt(baseline, now - back);
    if (back !== WINDOWS[next]) continue;
    sums.push({ minutes: back, base, amount, expected });
    next += 1;
  }
  return sums;
}

function levelAt(baseline: Baseline, minute: number): number {
  const index = Math.floor(minute / 60) - baseline.firstHour;
  return baseline.levels[Math.min(Math.max(index, 0), baseline.levels.length - 1)] ?? 0;
}
