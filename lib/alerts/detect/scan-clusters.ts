import { type Baseline, levelAt } from "./baseline.ts";
import { logRatios, RISES } from "./cluster-likelihood.ts";
import type { Clusters } from "./learn-clusters.ts";
import type { MinuteCounts } from "./scan-windows.ts";
import { WINDOWS } from "./scan-windows.ts";

/** What a cluster says at most where few are expected. */
export const ONE_CLUSTER = Math.log(Math.max(...RISES));

/** Walks back from now and sums log likelihood ratios of rises by bins of minutes. */
class Walk {
  readonly #counts: MinuteCounts;
  readonly #baseline: Baseline;
  readonly #clusters: Clusters;
  readonly #sums = new Float64Array(RISES.length);
  /** Of each rise what the two bins say that speak most for it. */
  readonly #most = new Float64Array(RISES.length);
  readonly #second = new Float64Array(RISES.length);
  readonly #bin = new Float64Array(RISES.length);
  /** What is known by the hour only is no burst. */
  readonly #leavesOut: boolean;
  #back = 0;

  constructor(counts: MinuteCounts, baseline: Baseline, clusters: Clusters) {
    this.#counts = counts;
    this.#baseline = baseline;
    this.#clusters = clusters;
    this.#leavesOut = clusters.binMinutes < 60;
  }

  /** What the minutes up to `minutes` ago say for the likeliest rise, without the bin that says most. */
  upTo(minutes: number): number {
    const { binMinutes } = this.#clusters;
    for (; this.#back + binMinutes <= minutes; this.#back += binMinutes) {
      this.#weigh(this.#back + binMinutes);
      for (let i = 0; i < RISES.length; i += 1) {
        const ofBin = this.#bin[i] ?? 0;
        this.#sums[i] = (this.#sums[i] ?? 0) + ofBin;
        this.#rank(i, ofBin);
      }
    }
    this.#bin.fill(0);
    if (this.#back < minutes) this.#weigh(minutes);
    let best = 0;
    for (let i = 0; i < RISES.length; i += 1) {
      const ofBin = this.#bin[i] ?? 0;
      best = Math.max(best, (this.#sums[i] ?? 0) + ofBin - this.#leftOut(i, ofBin));
    }
    return best;
  }

  #rank(i: number, ofBin: number): void {
    const most = this.#most[i] ?? 0;
    this.#second[i] = Math.max(this.#second[i] ?? 0, Math.min(most, ofBin));
    this.#most[i] = Math.max(most, ofBin);
  }

  /** What the strongest bin has over the next, and at least what one cluster says: where all are strong none is a burst. */
  #leftOut(i: number, ofLast: number): number {
    if (!this.#leavesOut) return 0;
    const [first, second] = [this.#most[i] ?? 0, this.#second[i] ?? 0];
    const most = Math.max(first, ofLast);
    return Math.max(most - Math.max(second, Math.min(first, ofLast)), Math.min(most, ONE_CLUSTER));
  }

  #weigh(to: number): void {
    const { now, bases, amounts } = this.#counts;
    let [hits, mean] = [0, 0];
    for (let back = this.#back; back < to; back += 1) {
      const index = bases.length - back - 1;
      hits += amounts[index] ?? 0;
      mean += (bases[index] ?? 0) * levelAt(this.#baseline, Math.floor((now - back - 1) / 60));
    }
    logRatios(Math.round(hits), mean, this.#clusters.size, this.#bin);
  }
}

/**
 * By length of window, the log likelihood ratio of the likeliest rise against none. Of the strongest bin of
 * minutes counts what the next has, less one cluster: an alarm must stand without any one burst. Windows longer than `longest` are not looked at.
 */
export function scanClusters(
  counts: MinuteCounts,
  baseline: Baseline,
  clusters: Clusters,
  longest: number,
): Map<number, number> {
  const walk = new Walk(counts, baseline, clusters);
  const ratios = new Map<number, number>();
  for (const minutes of WINDOWS) if (minutes <= longest) ratios.set(minutes, walk.upTo(minutes));
  return ratios;
}
