import { logLikelihood, logRatios, RISES } from "./cluster-likelihood.ts";
import { deviationOfRatio, LEAST_HITS, learnRate } from "./judge-rate.ts";
import type { RateBaseline } from "./judge-rate.ts";
import { ONE_CLUSTER } from "./scan-clusters.ts";
import { WINDOWS } from "./scan-windows.ts";
import { thresholdOf } from "./sensitivity.ts";
import type { DetectOptions, RateHistory, VisibleSpike } from "./series.ts";
import { deviationNeeded, deviationOfAmount } from "./weigh-deviation.ts";

const FACTORS = [1.5, 2, 3, 5, 10];
/** Where next to nothing is expected any rise is many times that: it is told by what it rises to. */
const RATES = [0.01, 0.05, 0.1, 0.25, 0.5, 1];
/** So many times the hits that an alarm needs come with the needed number nine times in ten, in clusters of two. */
const SURELY = 2;
/** Nine times in ten a normal variable is above its mean − this. */
const NINE_IN_TEN = 1.2816;

/** For rises of ×1.5 to ×10, or where next to nothing is expected to a hundredth and more, at the traffic of the last day: how long each must last to be seen nine times in ten, or null. */
export function visibleSpikes(
  history: RateHistory,
  options: DetectOptions,
  baseline: RateBaseline = learnRate(history),
): (Omit<VisibleSpike, "minutes"> & { readonly minutes: number | null })[] {
  const threshold = thresholdOf(options);
  const day = history.hours.calls.slice(-24);
  const callsPerMinute = day.reduce((sum, calls) => sum + calls, 0) / Math.max(1, day.length * 60);
  const rate = Math.min(1, baseline.levels.at(-1) ?? 0);
  if (rate === 0) return [];
  const isRare = rate * Math.max(...FACTORS) < Math.min(...RATES);
  const factors = isRare ? RATES.map((to) => to / rate) : FACTORS.filter((factor) => factor * rate <= 1);
  return factors.map((factor) => {
    const spike = { perMinute: callsPerMinute * rate, factor };
    const ofBin = ratiosOfBin(spike, baseline);
    const seen = WINDOWS.find(
      (minutes) =>
        callsPerMinute * minutes >= threshold.leastCalls &&
        spike.perMinute * factor * minutes >= SURELY * LEAST_HITS &&
        Math.max(bySums(spike, minutes, baseline), byMinutes(spike, minutes, baseline, ofBin)) >=
          deviationNeeded(threshold.evidence, minutes) + NINE_IN_TEN,
    );
    return { factor, rate: factor * rate, minutes: factor < threshold.leastEffect ? null : (seen ?? null) };
  });
}

/** The smallest of those rises seen within an hour, else within half a day; null where the traffic is too thin for any. */
export function smallestVisibleSpike(
  history: RateHistory,
  options: DetectOptions,
  baseline: RateBaseline = learnRate(history),
): VisibleSpike | null {
  const spikes = visibleSpikes(history, options, baseline).flatMap(({ minutes, ...spike }) =>
    minutes === null ? [] : [{ ...spike, minutes }],
  );
  return spikes.find(({ minutes }) => minutes <= 60) ?? spikes[0] ?? null;
}

interface Spike {
  /** Hits expected of a minute without it. */
  readonly perMinute: number;
  readonly factor: number;
}

/** Standard deviations that the sum of a spike's minutes is likely to show, without the highest of them. */
function bySums({ perMinute, factor }: Spike, minutes: number, { dispersion, uncertainty }: RateBaseline): number {
  const [expected, ofMinute] = [perMinute * minutes, perMinute * factor];
  // The highest of n is about √(2 ln n) standard deviations above their mean.
  const highest = ofMinute - perMinute + Math.sqrt(2 * Math.log(Math.max(1, minutes)) * dispersion * ofMinute);
  const seen = Math.max(0, ofMinute * minutes - highest);
  return deviationOfAmount(seen, expected, dispersion + uncertainty * expected);
}

/** The same of the minutes one by one, by what each is likely to say for the likeliest rise. */
function byMinutes({ perMinute }: Spike, minutes: number, baseline: RateBaseline, ofBin: Float64Array): number {
  const bins = Math.floor(minutes / baseline.clusters.binMinutes);
  const left = Math.max(...ofBin.map((ratio) => ratio * bins - Math.max(ratio, Math.min(ratio * bins, ONE_CLUSTER))));
  return deviationOfRatio(Math.max(0, left), perMinute * minutes, baseline);
}

/** Above so many hits a bin is taken to have as many as are likeliest: the sum over all numbers says the same. */
const MANY = 60;

/** What one bin of minutes within the spike says on average for each of RISES. */
function ratiosOfBin({ perMinute, factor }: Spike, { clusters: { size, binMinutes } }: RateBaseline): Float64Array {
  const mean = perMinute * binMinutes;
  const [sums, ratios] = [new Float64Array(RISES.length), new Float64Array(RISES.length)];
  if (mean === 0) return sums;
  if (mean * factor > MANY) {
    logRatios(Math.round(mean * factor), mean, size, sums);
    return sums;
  }
  const most = mean * factor + 10 * Math.sqrt(2 * size * mean * factor) + 10 * size;
  for (let hits = 0; hits <= most; hits += 1) {
    const chance = Math.exp(logLikelihood(hits, mean * factor, size));
    logRatios(hits, mean, size, ratios);
    for (let i = 0; i < RISES.length; i += 1) sums[i] = (sums[i] ?? 0) + chance * (ratios[i] ?? 0);
  }
  return sums;
}
