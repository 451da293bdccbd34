import type { Baseline } from "./baseline.ts";
import { learnBaseline } from "./learn-baseline.ts";
import { type Clusters, learnClusters } from "./learn-clusters.ts";
import { scanClusters } from "./scan-clusters.ts";
import { type MinuteCounts, scanWindows, type WindowSums } from "./scan-windows.ts";
import { thresholdOf, type Threshold } from "./sensitivity.ts";
import type { DetectOptions, RateHistory, RateJudgement } from "./series.ts";
import { amountAtDeviation, deviationNeeded, deviationOfAmount, evidenceOf } from "./weigh-deviation.ts";
import { isCalm, NO_WINDOW, strongestOf, tellingOf, type Weighed, weighWindows } from "./weigh-windows.ts";

/** Retries of one outage come together; until the series shows its own dispersion it is taken to be this. */
const PRIOR = { dispersion: 3, leastDispersion: 1 };
/** By no less past is anything judged. */
const LEAST_HOURS = 6;
export const LEAST_HITS = 5;

/** Windows whose sums alone fall short of an alarm by so much evidence are not looked at minute by minute. */
const FAR = 1.5;

export interface RateBaseline extends Baseline {
  readonly clusters: Clusters;
}

/** What the past of a rate says: good for all minutes of the hour that follows `history.hours`. */
export function learnRate(history: RateHistory): RateBaseline {
  const { calls, hits } = history.hours;
  const baseline = learnBaseline({ bases: calls, amounts: hits }, Math.floor(history.now / 60), PRIOR);
  return { ...baseline, clusters: learnClusters(history, baseline) };
}

/**
 * Whether hits out of calls are more than expected: all windows that end now are weighed, the strongest decides. A caller that
 * looks every minute may keep the baseline for the hour; then a look costs one walk over the last 12 hours' minutes.
 */
export function judgeRate(
  history: RateHistory,
  options: DetectOptions,
  baseline: RateBaseline = learnRate(history),
): RateJudgement {
  const threshold = thresholdOf(options);
  const counts = { now: history.now, bases: history.minutes.calls, amounts: history.minutes.hits };
  const windows = scanWindows(counts, baseline, options.notBefore ?? null);
  const bySums = weighWindows(
    windows.filter(({ base }) => base >= threshold.leastCalls),
    baseline,
    ({ amount, expected }, dispersion) => deviationOfAmount(amount, expected, dispersion),
  );
  const judged = weighClusters(bySums, counts, baseline, threshold.evidence - FAR);
  const enoughData = baseline.hours >= LEAST_HOURS;
  const calm = isCalm(judged, threshold);
  const strongest = strongestOf(judged);
  if (strongest === null) return nothingToJudge(threshold, enoughData);
  const alarm = enoughData && !calm && isEnough(strongest, threshold);
  const enough = alarm ? judged.filter((one) => isEnough(one, threshold)) : [];
  const { window, since } = tellingOf(enough, strongest, counts, 1);
  const { sums, dispersion } = window;
  return {
    alarm,
    calm,
    windowMinutes: sums.minutes,
    calls: sums.base,
    hits: sums.amount,
    expectedRate: rateOf(sums),
    expectedHits: sums.expected,
    upperBand: bandOf(window, threshold),
    dispersion,
    evidence: strongest.evidence,
    evidenceNeeded: threshold.evidence,
    since,
    enoughData,
  };
}

/**
 * The evidence of windows by their sums or by what each of their minutes says, whichever is more; both without the highest minute.
 * Dispersion that the clusters do not explain, and what is not known of the expectation, weaken the minutes as they weaken the sums.
 */
function weighClusters(
  bySums: readonly Weighed[],
  counts: MinuteCounts,
  baseline: RateBaseline,
  worthwhile: number,
): Weighed[] {
  const { clusters, uncertainty } = baseline;
  const near = bySums.findLast(({ sums: { amount, expected, minutes } }) => {
    const spread = clusters.size + uncertainty * expected;
    return evidenceOf(deviationOfAmount(amount, expected, spread), minutes) >= worthwhile;
  });
  const ratios = scanClusters(counts, baseline, clusters, near?.sums.minutes ?? 0);
  return bySums.map((weighed) => {
    const { minutes, amount, peak, expected } = weighed.sums;
    const ofSums = evidenceOf(deviationOfAmount(Math.max(0, amount - peak), expected, weighed.dispersion), minutes);
    const ratio = ratios.get(minutes);
    if (ratio === undefined) return { ...weighed, evidence: ofSums };
    return { ...weighed, evidence: Math.max(ofSums, evidenceOf(deviationOfRatio(ratio, expected, baseline), minutes)) };
  });
}

/** A log likelihood ratio in standard deviations; `expected` is the hits expected of the window. */
export function deviationOfRatio(ratio: number, expected: number, baseline: RateBaseline): number {
  const { clusters, dispersion, uncertainty } = baseline;
  const unexplained = Math.max(1, dispersion / (2 * clusters.size - 1));
  return Math.sqrt((2 * ratio) / unexplained / (1 + (uncertainty * expected) / dispersion));
}

function rateOf({ expected, base }: WindowSums): number {
  return Math.min(1, expected / base);
}

function isEnough({ sums, evidence }: Weighed, threshold: Threshold): boolean {
  return (
    evidence >= threshold.evidence && sums.amount >= LEAST_HITS && sums.amount >= sums.expected * threshold.leastEffect
  );
}

function bandOf({ sums, dispersion, deviation, evidence }: Weighed, threshold: Threshold): number {
  // Scaled so that the band is passed with the alarm, not before or after it.
  const [needed, reached] = [threshold.evidence, evidence].map((one) => deviationNeeded(one, sums.minutes));
  const enough = ((needed ?? 0) * Math.max(0, deviation)) / (reached ?? 1);
  const byChance = amountAtDeviation(enough, sums.expected, dispersion);
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
