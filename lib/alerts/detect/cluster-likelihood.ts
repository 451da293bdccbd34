/** Rises that a likelihood is taken for, times what is expected. */
export const RISES: readonly number[] = [1.5, 2, 3, 5, 8];
const HUGE = 1e200;
const NO_CLUSTERS = 1e-3;
const LEAST_MEAN = 1e-12;

/**
 * log P(hits | mean × rise) − log P(hits | mean) for each of RISES. Clusters come as a Poisson process, their sizes are geometric with
 * mean `size` (Pólya–Aeppli: N. Johnson, A. Kemp, S. Kotz, Univariate Discrete Distributions, 2005). A burst that is
 * rare at either rate says no more than that one cluster came, however many hits it had.
 */
export function logRatios(hits: number, mean: number, size: number, into: Float64Array): void {
  const clusters = Math.max(LEAST_MEAN, mean / size);
  const alone = size - 1 < NO_CLUSTERS;
  const before = hits > 0 && !alone ? logOfSizes(hits, clusters / (size - 1)) : 0;
  for (let i = 0; i < RISES.length; i += 1) {
    const rise = RISES[i] ?? 1;
    const ofHits = alone ? hits * Math.log(rise) : logOfSizes(hits, (clusters * rise) / (size - 1)) - before;
    into[i] = (hits > 0 ? ofHits : 0) - (rise - 1) * clusters;
  }
}

/** log P(hits) of the same law. */
export function logLikelihood(hits: number, mean: number, size: number): number {
  const clusters = Math.max(LEAST_MEAN, mean / size);
  if (hits === 0) return -clusters;
  // Without clusters the law is Poisson's; its factorial is the same for all sizes that are compared.
  if (size - 1 < NO_CLUSTERS) return hits * Math.log(clusters) - clusters - logFactorial(hits);
  return hits * Math.log(1 - 1 / size) + logOfSizes(hits, clusters / (size - 1)) - Math.log(hits) - clusters;
}

/** What P(hits > 0) depends on the number of clusters by: a Laguerre polynomial, by its recurrence, whose terms are all positive. */
function logOfSizes(hits: number, theta: number): number {
  let [before, last, scale] = [0, 1, Math.log(theta)];
  for (let n = 1; n < hits; n += 1) {
    const next = ((2 * n + theta) * last - n * before) / n;
    before = last;
    last = next;
    if (last < HUGE) continue;
    before /= HUGE;
    last /= HUGE;
    scale += Math.log(HUGE);
  }
  return scale + Math.log(last);
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i += 1) sum += Math.log(i);
  return sum;
}
