import type { Baseline, HourCounts } from "./baseline.ts";
import { learnBaseline } from "./learn-baseline.ts";
import { scanWindows } from "./scan-windows.ts";
import { thresholdOf, type Threshold } from "./sensitivity.ts";
import type { LevelAmounts, LevelHistory, LevelJudgement, LevelOptions } from "./series.ts";
import { amountAtDeviation, deviationNeeded, deviationOfAmount } from "./weigh-deviation.ts";
import { isCalm, NO_WINDOW, strongestOf, tellingOf, type Weighed, weighWindows } from "./weigh-windows.ts";

/** Amounts vary more, and in ways of their own: they are not judged by less than a day. */
const LEAST_HOURS = 24;

/** What the past of a level says: good for all minutes of the hour that follows `history.hours`. */
export function learnLevel(history: LevelHistory): Baseline {
  const hours = { bases: basesOf(history.hours, 60), amounts: history.hours.amounts };
  const dispersion = roughDispersion(hours);
  return learnBaseline(hours, Math.floor(history.now / 60), { dispersion, leastDispersion: dispersion / 100 });
}

/**
 * Whether an amount (by time, or over its weights) is above or below what is expected, weighed as rates are: the amount is
 * taken as a Poisson number of parts of random size, whose dispersion is learnt. One level every window, no unit assumed.
 */
export function judgeLevel(
  history: LevelHistory,
  options: LevelOptions,
  baseline: Baseline = learnLevel(history),
): LevelJudgement {
  const threshold = { ...thresholdOf(options), leastCalls: options.leastCalls ?? 0 };
  const counts = { now: history.now, bases: basesOf(history.minutes, 1), amounts: history.minutes.amounts };
  const windows = scanWindows(counts, baseline, options.notBefore ?? null);
  const sign = options.direction === "above" ? 1 : -1;
  const judged = weighWindows(
    windows.filter(({ base, expected }) => base > 0 && base >= threshold.leastCalls && expected > 0),
    baseline,
    ({ amount, peak, expected }, dispersion) =>
      sign * deviationOfAmount(sign > 0 ? amount - peak : amount, expected, dispersion),
  );
  const strongest = strongestOf(judged);
  const enoughData = baseline.hours >= LEAST_HOURS;
  const calm = isCalm(judged, threshold);
  if (strongest === null) return nothingToJudge(threshold, enoughData);
  const alarm = enoughData && !calm && isEnough(strongest, threshold, sign);
  const enough = alarm ? judged.filter((one) => isEnough(one, threshold, sign)) : [];
  const { window, since } = tellingOf(enough, strongest, counts, sign);
  const { sums, dispersion } = window;
  return {
    alarm,
    calm,
    windowMinutes: sums.minutes,
    level: sums.amount / sums.base,
    weight: sums.base,
    expectedLevel: sums.expected / sums.base,
    band: bandOf(window, threshold, sign),
    dispersion,
    evidence: strongest.evidence,
    evidenceNeeded: threshold.evidence,
    since,
    enoughData,
  };
}

function nothingToJudge(threshold: Threshold, enoughData: boolean): LevelJudgement {
  return {
    ...NO_WINDOW,
    level: null,
    weight: 0,
    expectedLevel: 0,
    band: 0,
    evidenceNeeded: threshold.evidence,
    enoughData,
  };
}

/** Time itself is the base of a sum, from its first amount on; before that the series did not exist. */
function basesOf({ amounts, weights }: LevelAmounts, minutes: number): Float64Array {
  if (weights !== null) return weights;
  const first = minutes === 1 ? 0 : amounts.findIndex((amount) => amount > 0);
  return amounts.map((_, i) => (first !== -1 && i >= first ? minutes : 0));
}

/** Variance over mean from one hour to the next, which knows nothing of cycles: J. von Neumann, Annals of Mathematical Statistics 12 (1941). */
function roughDispersion({ bases, amounts }: HourCounts): number {
  let [squares, total] = [0, 0];
  for (let i = 1; i < bases.length; i += 1) {
    const [here, before] = [amounts[i] ?? 0, amounts[i - 1] ?? 0];
    const base = (bases[i] ?? 0) + (bases[i - 1] ?? 0);
    if (base === 0) continue;
    const gap = here - ((here + before) * (bases[i] ?? 0)) / base;
    squares += 2 * gap * gap;
    total += (here + before) / 2;
  }
  return total > 0 && squares > 0 ? squares / total : 1;
}

function isEnough({ sums, evidence }: Weighed, { evidence: needed, leastEffect }: Threshold, sign: number): boolean {
  if (evidence < needed) return false;
  return sign > 0 ? sums.amount >= sums.expected * leastEffect : sums.amount * leastEffect <= sums.expected;
}

function bandOf({ sums, dispersion }: Weighed, threshold: Threshold, sign: number): number {
  const deviation = sign * deviationNeeded(threshold.evidence, sums.minutes);
  const byChance = amountAtDeviation(deviation, sums.expected, dispersion) + (sign > 0 ? sums.peak : 0);
  const byEffect = sign > 0 ? sums.expected * threshold.leastEffect : sums.expected / threshold.leastEffect;
  return (sign > 0 ? Math.max(byChance, byEffect) : Math.min(byChance, byEffect)) / sums.base;
}
