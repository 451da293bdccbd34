/** A median and the 95 % interval that order statistics give it, whatever the values' distribution. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/** Median of the differences between blocks that were made in the same round. */
export function pairedDifference(of: readonly number[], from: readonly number[]): Estimate {
  return estimate(of.map((value, index) => value - (from[index] ?? Number.NaN)).filter(Number.isFinite));
}

export function estimate(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const at = (index: number): number => sorted[Math.min(n - 1, Math.max(0, index))] ?? Number.NaN;
  // Ranks by the normal approximation of the binomial: exact enough from a dozen values on.
  const reach = (1.96 * Math.sqrt(n)) / 2;
  const median = n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
  return { median, low: at(Math.floor(n / 2 - reach)), high: at(Math.ceil(n / 2 + reach) - 1), pairs: n };
}
