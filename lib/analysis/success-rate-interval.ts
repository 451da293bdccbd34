import type { Interval } from "./metrics-row.ts";

/** Two-sided 95 % quantile of the normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * 95 % interval of a success rate: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927), without continuity correction. Null when nothing was decided.
 */
export function successRateInterval(succeeded: number, decided: number): Interval<number> | null {
  if (decided === 0) return null;
  const rate = succeeded / decided;
  const z2 = Z_95 * Z_95;
  const centre = (rate + z2 / (2 * decided)) / (1 + z2 / decided);
  const half = (Z_95 / (1 + z2 / decided)) * Math.sqrt((rate * (1 - rate)) / decided + z2 / (4 * decided * decided));
  // The ends are exactly 0 and 1 at the edges; floats would leave a hair beyond them.
  return [succeeded === 0 ? 0 : centre - half, succeeded === decided ? 1 : centre + half];
}
