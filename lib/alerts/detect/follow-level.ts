import type { HourCounts } from "./baseline.ts";
import { WEEK } from "./learn-shape.ts";

const HALF_LIFE_HOURS = 72;
const KEEP = 0.5 ** (1 / HALF_LIFE_HOURS);
/** The past is cut into pieces so long to see how far levels stand apart that are this far apart in time. */
const PIECE_HOURS = 120;
/** A drift of this much, relative, is always thought possible. */
const LEAST_DRIFT = 0.05;

export interface RecentLevel {
  readonly level: number;
  /** Variance of the level over its square. */
  readonly uncertainty: number;
}

interface Sums {
  readonly amount: number;
  readonly base: number;
}

/** The level of late: an exponentially forgetting mean, drawn towards that of the whole past as far as it is thin and the past was steady. */
export function followLevel(past: HourCounts, shape: Float64Array, dispersion: number): RecentLevel {
  let [recentAmount, recentBase, amount, base] = [0, 0, 0, 0];
  const pieces: Sums[] = [];
  for (let i = 0; i < past.bases.length; i += 1) {
    const [ofHour, baseOfHour] = [past.amounts[i] ?? 0, (past.bases[i] ?? 0) * (shape[i % WEEK] ?? 1)];
    recentAmount = recentAmount * KEEP + ofHour;
    recentBase = recentBase * KEEP + baseOfHour;
    amount += ofHour;
    base += baseOfHour;
    if ((i + 1) % PIECE_HOURS === 0) pieces.push({ amount, base });
  }
  const whole = base > 0 ? (amount + dispersion / 4) / base : 0;
  // An exponential mean is as sure as a plain one of twice the amount that it remembers.
  const noise = dispersion / Math.max(2 * Math.min(recentAmount, amount / 2), dispersion / 4);
  const drift = driftOf(pieces, whole, dispersion);
  const trust = drift / (drift + noise);
  const recent = recentBase > 0 ? recentAmount / recentBase : whole;
  // The level went on drifting since the hours that its mean remembers.
  return { level: trust * recent + (1 - trust) * whole, uncertainty: trust * noise + drift / 2 };
}

/** Variance of the level from one piece of the past to another, relative: what their spread has over chance, by moments. */
function driftOf(until: readonly Sums[], whole: number, dispersion: number): number {
  let [excess, weight] = [0, 0];
  until.forEach(({ amount, base }, i) => {
    const before = until[i - 1] ?? { amount: 0, base: 0 };
    const expected = (base - before.base) * whole;
    excess += (amount - before.amount - expected) ** 2 - dispersion * expected;
    weight += expected * expected;
  });
  return Math.max(LEAST_DRIFT ** 2, weight > 0 ? excess / weight : 0);
}

/** The level hour by hour with the days on both sides of it, to take slow drifts out of the past. */
export function smoothLevel(past: HourCounts, shape: Float64Array): Float64Array {
  const bases = past.bases.map((base, i) => base * (shape[i % WEEK] ?? 1));
  const [amounts, counted] = [remember(past.amounts), remember(bases)];
  return amounts.map((amount, i) => {
    const base = counted[i] ?? 0;
    return base > 0 ? amount / base : 0;
  });
}

/** Sum over all hours with weights that halve every HALF_LIFE_HOURS away, before and after. */
function remember(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  let kept = 0;
  for (let i = 0; i < values.length; i += 1) {
    kept = kept * KEEP + (values[i] ?? 0);
    sums[i] = kept;
  }
  kept = 0;
  for (let i = values.length - 1; i >= 0; i -= 1) {
    sums[i] = (sums[i] ?? 0) + kept * KEEP;
    kept = kept * KEEP + (values[i] ?? 0);
  }
  return sums;
}
