import type { HourCounts, Prior } from "./baseline.ts";

/** The prior counts as so many blocks of the past. */
const PRIOR_BLOCKS = 10;
/** A block is long enough when so much is expected in it, in units of the prior's dispersion. */
const BLOCK = 3;
const LONGEST_BLOCK_HOURS = 24;

/**
 * Variance over mean of the amounts around what was expected, from blocks of one or more hours: mean of (seen − expected)² /
 * expected (Pearson's statistic; P. McCullagh, J. Nelder, Generalized Linear Models, 1989, 4.5), drawn towards the prior.
 */
export function learnDispersion(past: HourCounts, expected: Float64Array, prior: Prior): number {
  let [squares, blocks] = [PRIOR_BLOCKS * prior.dispersion, PRIOR_BLOCKS];
  let [seen, mean, hours] = [0, 0, 0];
  for (let i = 0; i < past.bases.length; i += 1) {
    seen += past.amounts[i] ?? 0;
    mean += (past.bases[i] ?? 0) * (expected[i] ?? 0);
    hours += 1;
    if (mean < BLOCK * prior.dispersion && hours < LONGEST_BLOCK_HOURS) continue;
    if (mean > 0) {
      squares += (seen - mean) ** 2 / mean;
      blocks += 1;
    }
    [seen, mean, hours] = [0, 0, 0];
  }
  return Math.max(prior.leastDispersion, squares / blocks);
}
