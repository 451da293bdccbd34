import type { Baseline } from "./baseline.ts";
import { logLikelihood } from "./cluster-likelihood.ts";
import type { RateHistory } from "./series.ts";

const SIZES = [1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 4, 5, 7, 10, 14, 20, 30, 50];
/** Standard deviation of a cluster's size about what the weeks' dispersion says, on the scale of its logarithm. */
const SPREAD = 0.5;
/** The calls of a cluster come one after another: where traffic is thin, over minutes, so that minutes are taken together. */
const CALLS_IN_BIN = 20;
const LONGEST_BIN = 30;
const HOUR = 60;
const LAST = 720;

/** How hits cluster of late. */
export interface Clusters {
  /** Mean hits of a cluster. */
  readonly size: number;
  /** Minutes that hold whole clusters, mostly. */
  readonly binMinutes: number;
}

interface Bin {
  readonly hits: number;
  readonly mean: number;
}

/**
 * The size of clusters that the last half day's minutes are likeliest under, each hour's at that hour's own rate, so that a rise is no
 * cluster; drawn towards what the dispersion of the weeks says.
 */
export function learnClusters({ minutes }: RateHistory, { dispersion, levels }: Baseline): Clusters {
  const [calls, hits] = [minutes.calls.slice(-LAST), minutes.hits.slice(-LAST)];
  const binMinutes = hits.every(Number.isInteger) ? binOf(calls) : HOUR;
  const prior = (dispersion + 1) / 2;
  const level = levels.at(-2) ?? 0;
  const bins: Bin[] = [];
  for (let from = 0; from < calls.length; from += HOUR) {
    const [called, seen] = [sum(calls, from, from + HOUR), sum(hits, from, from + HOUR)];
    if (called === 0) continue;
    const rate = (level * (seen + prior)) / (called * level + prior);
    for (let at = from; at < from + HOUR; at += binMinutes)
      bins.push({
        hits: Math.round(sum(hits, at, Math.min(at + binMinutes, from + HOUR))),
        mean: rate * sum(calls, at, Math.min(at + binMinutes, from + HOUR)),
      });
  }
  // Where nothing was hit, nothing clustered.
  const size = bins.some((bin) => bin.hits > 0) ? likeliestOf([prior, ...SIZES], prior, bins) : prior;
  return { size, binMinutes };
}

function binOf(calls: Float64Array): number {
  const mean = sum(calls, 0, calls.length) / Math.max(1, calls.length);
  return Math.min(LONGEST_BIN, Math.max(1, Math.ceil(CALLS_IN_BIN / Math.max(mean, CALLS_IN_BIN / LONGEST_BIN))));
}

function likeliestOf(sizes: readonly number[], prior: number, bins: readonly Bin[]): number {
  let [best, most] = [prior, Number.NEGATIVE_INFINITY];
  for (const size of sizes) {
    let log = -(Math.log(size / prior) ** 2) / (2 * SPREAD ** 2);
    for (const { hits, mean } of bins) log += logLikelihood(hits, mean, size);
    if (log > most) [best, most] = [size, log];
  }
  return best;
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < Math.min(to, values.length); i += 1) total += values[i] ?? 0;
  return total;
}
