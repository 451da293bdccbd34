import type { DetectOptions, Sensitivity } from "./series.ts";

interface Setting {
  /** False alarms a month that a series may raise, and a project over all its series. */
  readonly perSeries: number;
  readonly perProject: number;
  readonly leastEffect: number;
}

const SETTINGS: Readonly<Record<Sensitivity, Setting>> = {
  quiet: { perSeries: 0.001, perProject: 0.1, leastEffect: 2 },
  normal: { perSeries: 0.02, perProject: 2, leastEffect: 1.5 },
  keen: { perSeries: 0.1, perProject: 10, leastEffect: 1.25 },
};

/** Windows and rises that look at once raise together so many times what one would: by simulation, not derived. */
const WINDOWS_TOGETHER = 5;
const LEAST_CALLS = 20;

export interface Threshold {
  readonly evidence: number;
  readonly leastEffect: number;
  readonly leastCalls: number;
}

/** The evidence an alarm needs: the budget split evenly over the project's series (Bonferroni) and over the windows. */
export function thresholdOf(options: DetectOptions): Threshold {
  const { perSeries, perProject, leastEffect } = SETTINGS[options.sensitivity];
  const budget = Math.min(perSeries, perProject / Math.max(1, options.seriesInProject));
  return {
    evidence: -Math.log10(budget / WINDOWS_TOGETHER),
    leastEffect: options.leastEffect ?? leastEffect,
    leastCalls: options.leastCalls ?? LEAST_CALLS,
  };
}
