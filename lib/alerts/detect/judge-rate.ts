import type { Baseline } from "./baseline.ts";
import { learnBaseline } from "./learn-baseline.ts";
import { scanWindows, type WindowSums } from "./scan-windows.ts";
import { thresholdOf, type Threshold } from "./sensitivity.ts";
import type { DetectOptions, RateHistory, RateJudgement } from "./series.ts";
import { amountAtDeviation, deviationNeeded, deviationOfAmount } from "./weigh-deviation.ts";
import { isCalm, NO_WINDOW, strongestOf, type Weighed, weighWindows } from "./weigh-windows.ts";

/** Retries of one outage come together; until the series shows its own dispersion it is taken to be this. */
const PRIOR = { dispersion: 3, leastDispersion: 1 };
/** By no less past is anything judged. */
const LEAST_HOURS = 6;
const LEAST_HITS = 5;

/** What the past of a rate says: good for all minutes of the hour that follows `history.hours`. */
export function learnRate(history: RateHistory): Baseline {
  const { calls, hits } = history.hours;
  return learnBaseline({ bases: calls, amounts: hits }, Math.floor(history.now / 60), PRIOR);
}

/**
 * Whether hits out of calls are more than expected: all windows that end now are weighed, the strongest speaks. A caller that
 * looks every minute may keep the baseline for the hour; then a look costs one walk over the last 12 hours' minutes.
 */
export function judgeRate(
  history: RateHistory,
  options: DetectOptions,
  baseline: Baseline = learnRate(history),
): RateJudgement {
  const threshold = thresholdOf(options);
  const counts = { now: history.now, bases: history.minutes.calls, amounts: history.minutes.hits };
  const windows = scanWindows(counts, baseline, options.notBefore ?? null);
  const judged = weighWindows(
    windows.filter(({ base }) => base >= threshold.leastCalls),
    baseline,
    (sums, dispersion) => deviationOfAmount(sums.amount - sums.peak, sums.expected, dispersion),
  );
  const enoughData = baseline.hours >= LEAST_HOURS;
  const calm = isCalm(judged, threshold);
  const strongest = strongestOf(judged);
  if (strongest === null) return nothingToJudge(threshold, enoughData);
  const { sums, dispersion, evidence } = strongest;
  const alarm = enoughData && !calm && isEnough(strongest, threshold);
  return {
    alarm,
    calm,
    windowMinutes: sums.minutes,
    calls: sums.base,
    hits: sums.amount,
    expectedRate: rateOf(sums),
    expectedHits: sums.expected,
    upperBand: bandOf(strongest, threshold),
    dispersion,
    evidence,
    evidenceNeeded: threshold.evidence,
    since: alarm ? history.now - sums.minutes : null,
    enoughData,
  };
}

function rateOf({ expected, base }: WindowSums): number {
  return Math.min(1, expected / base);
}

function isEnough({ sums, evidence }: Weighed, threshold: Threshold): boolean {
  return (
    evidence >= threshold.evidence && sums.amount >= LEAST_HITS && sums.amount >= sums.expected * threshold.leastEffect
  );
}

function bandOf({ sums, dispersion }: Weighed, threshold: Threshold): number {
  const deviation = deviationNeeded(threshold.evidence, sums.minutes);
  const byChance = amountAtDeviation(deviation, sums.expected, dispersion) + sums.peak;
  return Math.min(1, Math.max(byChance, sums.expected * threshold.leastEffect) / sums.base);
}

function nothingToJudge(threshold: Threshold, enoughData: boolean): RateJudgement {
  return {
    ...NO_WINDOW,
    calls: 0,
    hits: 0,
    expectedRate: 0,
    expectedHits: 0,
    upperBand: 0,
    evidenceNeeded: threshold.evidence,
    enoughData,
  };
}
