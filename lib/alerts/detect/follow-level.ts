import type { HourCounts } from "./baseline.ts";
import { WEEK } from "./learn-shape.ts";

const HALF_LIFE_HOURS = 72;
const KEEP = 0.5 ** (1 / HALF_LIFE_HOURS);
/** How far the recent level may stand from the whole past's without any incident, relative. */
const DRIFT = 0.15;

export interface RecentLevel {
  readonly level: number;
  /** Variance of the level over its square. */
  readonly uncertainty: number;
}

/** The level of late: an exponentially forgetting mean, drawn towards that of the whole past as far as it is thin. */
export function followLevel(past: HourCounts, shape: Float64Array, dispersion: number): RecentLevel {
  let [amounts, bases, allAmounts, allBases] = [0, 0, 0, 0];
  for (let i = 0; i < past.bases.length; i += 1) {
    const base = (past.bases[i] ?? 0) * (shape[i % WEEK] ?? 1);
    const amount = past.amounts[i] ?? 0;
    amounts = amounts * KEEP + amount;
    bases = bases * KEEP + base;
    allAmounts += amount;
    allBases += base;
  }
  const whole = (allAmounts + dispersion / 4) / Math.max(allBases, Number.MIN_VALUE);
  // An exponential mean is as sure as a plain one of twice the amount that it remembers.
  const noise = dispersion / Math.max(2 * Math.min(amounts, allAmounts / 2), dispersion / 4);
  const trust = DRIFT ** 2 / (DRIFT ** 2 + noise);
  const recent = bases > 0 ? amounts / bases : whole;
  return { level: trust * recent + (1 - trust) * whole, uncertainty: trust * noise };
}

/** The level hour by hour with the days on both sides of it, to take slow drifts out of the past. */
export function smoothLevel(past: HourCounts, shape: Float64Array): Float64Array {
  const length = past.bases.length;
  const [amounts, bases] = [new Float64Array(length), new Float64Array(length)];
  let [a, b] = [0, 0];
  const visit = (i: number, own: number): void => {
    const [amount, base] = [past.amounts[i] ?? 0, (past.bases[i] ?? 0) * (shape[i % WEEK] ?? 1)];
    a = a * KEEP + amount;
    b = b * KEEP + base;
    amounts[i] = (amounts[i] ?? 0) + a - own * amount;
    bases[i] = (bases[i] ?? 0) + b - own * base;
  };
  for (let i = 0; i < length; i += 1) visit(i, 0);
  [a, b] = [0, 0];
  for (let i = length - 1; i >= 0; i -= 1) visit(i, 1);
  return amounts.map((amount, i) => ((bases[i] ?? 0) > 0 ? amount / (bases[i] ?? 1) : 0));
}
