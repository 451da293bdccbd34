import type { Baseline } from "./baseline.ts";
import type { WindowSums } from "./scan-windows.ts";
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

export function strongestOf(judged: readonly Weighed[]): Weighed | null {
  let best: Weighed | null = null;
  for (const next of judged) if (best === null || next.evidence > best.evidence) best = next;
  return best;
}

/** Back to normal: the shortest window in which an alarm's change would show as 3 standard deviations shows no more than 1. */
export function isCalm(judged: readonly Weighed[], { leastEffect }: Threshold): boolean {
  const telling = judged.find(({ sums, dispersion }) => {
    const change = 2 * (Math.sqrt(sums.expected * Math.max(2, leastEffect)) - Math.sqrt(sums.expected));
    return sums.minutes >= 5 && change >= 3 * Math.sqrt(dispersion);
  });
  const window = telling ?? judged.at(-1);
  return window === undefined || window.deviation < 1;
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
