/** Standard error that the sequence is tightest at, as a log ratio: what two thousand tasks a side give. */
const TUNED_ERROR = 0.05;

/**
 * How many standard errors an estimate may stray when it is looked at as often as one likes: the boundary of a mixture of
 * normals (H. Robbins, Ann. Math. Stat. 41, 1970) for an error rate of `alpha` over all looks together.
 * @param error standard error of the estimate now.
 */
export function sequentialReach(error: number, { alpha = 0.05, tuned = TUNED_ERROR } = {}): number {
  const information = 1 / (error * error);
  // Tightest near the tuned information: Howard, Ramdas, McAuliffe & Sekhon, Ann. Stat. 49 (2021), 3.4.
  const bet = 1 / (tuned * tuned) / (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha)) + 1);
  const grown = (information + bet) / bet;
  return Math.sqrt(((information + bet) / information) * (Math.log(grown) - 2 * Math.log(alpha)));
}
