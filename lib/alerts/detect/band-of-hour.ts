import { type Baseline, levelAt } from "./baseline.ts";
import { thresholdOf } from "./sensitivity.ts";
import type { DetectOptions } from "./series.ts";
import { amountAtDeviation, deviationNeeded } from "./weigh-deviation.ts";

/** Amounts over the base. */
export interface HourBand {
  readonly expected: number;
  /** Where the hour's sum alone is enough for an alarm. */
  readonly limit: number;
}

/** What is expected of an epoch hour with so much base, and where an alarm begins; for `sign` −1 below. */
export function bandOfHour(
  baseline: Baseline,
  options: DetectOptions,
  { hour, base }: { readonly hour: number; readonly base: number },
  sign: 1 | -1,
): HourBand {
  const { evidence, leastEffect } = thresholdOf(options);
  const level = levelAt(baseline, hour);
  const expected = level * base;
  if (!(expected > 0)) return { expected: 0, limit: 0 };
  const dispersion = baseline.dispersion + baseline.uncertainty * expected;
  const byChance = amountAtDeviation(sign * deviationNeeded(evidence, 60), expected, dispersion);
  const byEffect = sign > 0 ? expected * leastEffect : expected / leastEffect;
  const limit = sign > 0 ? Math.max(byChance, byEffect) : Math.min(byChance, byEffect);
  return { expected: level, limit: limit / base };
}
