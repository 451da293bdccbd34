/** A share of counts; null without a base. */
export function rateOf(part: number, base: number): number | null {
  return base === 0 ? null : part / base;
}
