import type { MinuteCounts, WindowSums } from "./scan-windows.ts";

/**
 * The epoch minute at which a change most likely began: the start from which the amounts up to now exceed most (for `sign` −1, fall
 * short most of) what half the change would bring (the maximum of a cumulative sum; E. S. Page, Biometrika 41, 1954). The
 * window that shows the change best may begin long before it.
 */
export function beganAt(
  { now, bases, amounts }: MinuteCounts,
  { base, amount, expected }: Pick<WindowSums, "base" | "amount" | "expected">,
  sign: 1 | -1 = 1,
): number {
  const level = (expected + amount) / (2 * Math.max(Number.MIN_VALUE, base));
  let [sum, most, began] = [0, 0, now];
  for (let i = bases.length - 1; i >= 0; i -= 1) {
    sum += sign * ((amounts[i] ?? 0) - level * (bases[i] ?? 0));
    if (sum <= most) continue;
    most = sum;
    began = now - (bases.length - i);
  }
  return began;
}
