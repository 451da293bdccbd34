import type { Baseline } from "./baseline.ts";
import { beganAt } from "./began-at.ts";
import type { MinuteCounts, WindowSums } from "./scan-windows.ts";
import type { Threshold } from "./sensitivity.ts";
import { evidenceOf } from "./weigh-deviation.ts";

/** One window with what its sums are worth. */
export interface Weighed {
  readonly sums: WindowSums;
  readonly dispersion: number;
  /** Standard deviations in the direction that is bad. */
  readonly deviation: number;
  readonly evidence: number;
}

export type Deviate = (sums: WindowSums, dispersion: number) => number;

export function weighWindows(windows: readonly WindowSums[], baseline: Baseline, deviate: Deviate): Weighed[] {
  return windows.map((sums) => {
    // What is not known of the expectation grows with the window, as chance does not.
    const dispersion = baseline.dispersion + baseline.uncertainty * sums.expected;
    const deviation = deviate(sums, dispersion);
    return { sums, dispersion, deviation, evidence: evidenceOf(deviation, sums.minutes) };
  });
}

/**
 * The window to tell of, and since when: of those that alone are enough for an alarm the shortest that holds the whole change, so that
 * its figures show the change and not the time before it. Where none is enough, the strongest, which began at no time.
 */
export function tellingOf(
  enough: readonly Weighed[],
  strongest: Weighed,
  counts: MinuteCounts,
  sign: 1 | -1,
): { readonly window: Weighed; readonly since: number | null } {
  const [shortest] = enough;
  if (shortest === undefined) return { window: strongest, since: null };
  const since = beganAt(counts, shortest.sums, sign);
  const window = enough.find(({ sums }) => sums.minutes >= counts.now - since) ?? enough.at(-1) ?? shortest;
  return { window, since };
}

export function strongestOf(judged: readonly Weighed[]): Weighed | null {
  let best: Weighed | null = null;
  for (const next of judged) if (best === null || next.evidence > best.evidence) best = next;
  return best;
}

/**
 * Back to normal: the shortest window that would show an alarm's change as 3 standard deviations shows no more than 1. The
 * change looked for is a doubling, or half of what the strongest window has: after an outage where hits are else unknown, minutes tell.
 */
export function isCalm(judged: readonly Weighed[], { evidence, leastEffect }: Threshold): boolean {
  const strongest = strongestOf(judged);
  const least = Math.max(2, leastEffect);
  const rise = strongest !== null && strongest.evidence >= evidence ? riseOf(strongest) : least;
  const change = Math.max(least, (1 + rise) / 2);
  const telling = judged.find(({ sums, dispersion }) => {
    const deviation = 2 * (Math.sqrt(sums.expected * change) - Math.sqrt(sums.expected));
    return sums.minutes >= 5 && deviation >= 3 * Math.sqrt(dispersion);
  });
  const window = telling ?? judged.at(-1);
  return window === undefined || window.deviation < 1;
}

function riseOf({ sums }: Weighed): number {
  return sums.amount > sums.expected && sums.expected > 0 ? sums.amount / sums.expected : 1;
}

/** The judgement's common part when no window has anything to judge. */
export const NO_WINDOW = {
  alarm: false,
  calm: true,
  windowMinutes: null,
  evidence: -Infinity,
  dispersion: 0,
  since: null,
};
