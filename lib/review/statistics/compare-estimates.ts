import { Z_95 } from "#lib/analysis/success-rate-interval.ts";
import { normalTail } from "./normal.ts";
import type { Estimate } from "./weighted-sums.ts";

/**
 * a − b of two independent figures. MOVER (G. Y. Zou & A. Donner, Statistics in Medicine 27, 2008): each end borrows the
 * distance to the end of either interval that would make the difference so, which keeps skewed intervals skewed.
 */
export function differenceOf(a: Estimate, b: Estimate): Estimate {
  const value = a.value - b.value;
  return {
    value,
    low: b.high === null ? -Infinity : value - Math.hypot(a.value - a.low, b.high - b.value),
    high: a.high === null ? null : value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/** a / b of two independent positive figures, by the same on their logarithms. Null where one is not positive. */
export function ratioOf(a: Estimate, b: Estimate): Estimate | null {
  const [x, y] = [logOf(a), logOf(b)];
  if (x === null || y === null) return null;
  const { value, low, high } = differenceOf(x, y);
  return { value: Math.exp(value), low: Math.exp(low), high: high === null ? null : Math.exp(high) };
}

function logOf({ value, low, high }: Estimate): Estimate | null {
  if (!(value > 0)) return null;
  return {
    value: Math.log(value),
    low: low > 0 ? Math.log(low) : -Infinity,
    high: high === null ? null : Math.log(high),
  };
}

/** Standard error of a log ratio, read off the end of its interval that faces 1. Null where that has no end. */
export function logErrorOf(ratio: Estimate): number | null {
  const facing = ratio.value >= 1 ? ratio.low : ratio.high;
  if (facing === null || !(facing > 0) || !Number.isFinite(facing)) return null;
  return Math.abs(Math.log(facing / ratio.value)) / Z_95;
}

/** Two-sided p value of "the ratio is 1"; 1 where its interval has no end on that side. */
export function pValueOf(ratio: Estimate): number {
  const error = logErrorOf(ratio);
  if (error === null) return 1;
  const distance = Math.abs(Math.log(ratio.value));
  if (error === 0) return distance === 0 ? 1 : 0;
  return 2 * normalTail(distance / error);
}
