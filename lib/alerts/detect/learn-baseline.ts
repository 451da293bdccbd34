import type { Baseline, HourCounts, Prior } from "./baseline.ts";
import { learnDispersion } from "./learn-dispersion.ts";
import { learnShape, WEEK } from "./learn-shape.ts";
import { followLevel, smoothLevel } from "./follow-level.ts";

/** Windows reach back half a day, so the last half day teaches nothing: what goes on now must not excuse itself. */
export const UNLEARNT_HOURS = 12;
const PASSES = 3;
/** Hours beyond so many standard deviations count as so many: an outage of last week is not this week's expectation. */
const CLIP = 3;

interface Fit {
  readonly levels: Float64Array;
  readonly uncertainty: number;
  readonly dispersion: number;
}

/**
 * Expected level = recent level × shape of the week, from `hours` that end with the one before `nowHour`. Incidents of the
 * past are clipped to their expectation + 3 standard deviations, again after every pass, as in A. Noufaily et al., "An
 * improved algorithm for outbreak detection", Statistics in Medicine 32 (2013), which refines Farrington et al. (1996).
 */
export function learnBaseline(hours: HourCounts, nowHour: number, prior: Prior): Baseline {
  const total = hours.bases.length;
  const first = hours.bases.findIndex((base) => base > 0);
  const age = first === -1 ? 0 : total - first;
  const learnt = total - Math.min(UNLEARNT_HOURS, Math.floor(age / 3));
  const past = { bases: hours.bases.subarray(0, learnt), amounts: hours.amounts.subarray(0, learnt) };
  const pooled = (sum(past.amounts) + prior.dispersion / 2) / Math.max(1, sum(past.bases));
  let fit: Fit = { levels: new Float64Array(total + 2).fill(pooled), uncertainty: 1, dispersion: prior.dispersion };
  for (let pass = 0; pass < PASSES; pass += 1) fit = refine(past, fit, prior);
  const from = Math.max(0, total - UNLEARNT_HOURS - 1);
  return {
    firstHour: nowHour - total + from,
    levels: fit.levels.slice(from),
    uncertainty: fit.uncertainty,
    dispersion: fit.dispersion,
    hours: past.bases.reduce((count, base) => count + Number(base > 0), 0),
  };
}

function refine(past: HourCounts, fit: Fit, prior: Prior): Fit {
  const clipped = { bases: past.bases, amounts: clip(past, fit) };
  const flat = new Float64Array(WEEK).fill(1);
  const shape = learnShape(clipped, smoothLevel(clipped, flat), fit.dispersion);
  const recent = followLevel(clipped, shape, fit.dispersion);
  const levels = fit.levels.map((_, i) => recent.level * (shape[i % WEEK] ?? 1));
  const trend = smoothLevel(clipped, shape).map((level, i) => level * (shape[i % WEEK] ?? 1));
  levels.set(trend);
  return { levels, uncertainty: recent.uncertainty, dispersion: learnDispersion(clipped, trend, prior) };
}

function clip({ bases, amounts }: HourCounts, fit: Fit): Float64Array {
  return amounts.map((amount, i) => {
    const expected = (bases[i] ?? 0) * (fit.levels[i] ?? 0);
    // On the root scale the spread is √φ/2 whatever the mean.
    const most = (Math.sqrt(expected) + (CLIP * Math.sqrt(fit.dispersion)) / 2) ** 2;
    return Math.min(amount, most);
  });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
