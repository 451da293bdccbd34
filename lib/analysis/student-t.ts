import { Z_95 } from "./success-rate-interval.ts";

/**
 * Two-sided 95 % quantile of Student's t with `freedom` ≥ 3 degrees, to three decimals and better: the expansion in powers
 * of 1/freedom of Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
 */
export function studentT95(freedom: number): number {
  const z = Z_95;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), z);
}
