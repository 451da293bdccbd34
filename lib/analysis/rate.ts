/** A share of sums; null without a base. */
export function rate(part: bigint, base: bigint): number | null {
  return rateOf(Number(part), Number(base));
}

/** A share of counts; null without a base. */
export function rateOf(part: number, base: number): number | null {
  return base === 0 ? null : part / base;
}
