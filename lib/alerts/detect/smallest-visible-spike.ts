import type { Baseline } from "./baseline.ts";
import { learnRate } from "./judge-rate.ts";
import { WINDOWS } from "./scan-windows.ts";
import { thresholdOf, type Threshold } from "./sensitivity.ts";
import type { DetectOptions, RateHistory, VisibleSpike } from "./series.ts";
import { deviationNeeded, deviationOfAmount } from "./weigh-deviation.ts";

const FACTORS = [1.5, 2, 3, 5, 10];
/** Nine times in ten a normal variable is above its mean − this. */
const NINE_IN_TEN = 1.2816;

/** For rises of ×1.5, ×2, ×3, ×5 and ×10 at the traffic of the last day: how long each must last to be seen nine times in ten, or null. */
export function visibleSpikes(
  history: RateHistory,
  options: DetectOptions,
  baseline: Baseline = learnRate(history),
): { factor: number; minutes: number | null }[] {
  const threshold = thresholdOf(options);
  const day = history.hours.calls.slice(-24);
  const callsPerMinute = day.reduce((sum, calls) => sum + calls, 0) / Math.max(1, day.length * 60);
  const rate = Math.min(1, baseline.levels.at(-1) ?? 0);
  return FACTORS.map((factor) => {
    const seen = WINDOWS.find((minutes) =>
      isSeen({ calls: callsPerMinute * minutes, rate, factor, minutes }, threshold, baseline),
    );
    return { factor, minutes: factor < threshold.leastEffect ? null : (seen ?? null) };
  });
}

/** The smallest of those rises seen within an hour, else within half a day; null where the traffic is too thin for any. */
export function smallestVisibleSpike(
  history: RateHistory,
  options: DetectOptions,
  baseline: Baseline = learnRate(history),
): VisibleSpike | null {
  const spikes = visibleSpikes(history, options, baseline).flatMap(({ factor, minutes }) =>
    minutes === null ? [] : [{ factor, minutes }],
  );
  return spikes.find(({ minutes }) => minutes <= 60) ?? spikes[0] ?? null;
}

interface Spike {
  readonly calls: number;
  readonly rate: number;
  readonly factor: number;
  readonly minutes: number;
}

function isSeen({ calls, rate, factor, minutes }: Spike, threshold: Threshold, baseline: Baseline): boolean {
  if (calls < threshold.leastCalls) return false;
  const dispersion = baseline.dispersion + baseline.uncertainty * calls * rate;
  const hits = calls * Math.min(1, rate * factor);
  const deviation = deviationOfAmount(hits, calls * rate, dispersion);
  return deviation >= deviationNeeded(threshold.evidence, minutes) + NINE_IN_TEN;
}
