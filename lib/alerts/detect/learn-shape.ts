import type { HourCounts } from "./baseline.ts";

const DAY = 24;
export const WEEK = 168;

interface Slots {
  readonly seen: Float64Array;
  readonly expected: Float64Array;
}

/**
 * The level of each hour of the week over the mean level, 1 where the past says nothing else. First the hours of the day over all
 * days, then the hours of the week against those, each with its neighbours and each drawn towards no difference as far as
 * chance explains what is seen: empirical Bayes, B. Efron & C. Morris, JASA 70 (1975). Slot 0 is the first hour given.
 */
export function learnShape(past: HourCounts, trend: Float64Array, dispersion: number): Float64Array {
  const shape = new Float64Array(WEEK).fill(1);
  multiply(shape, drawTogether(collect(past, trend, shape, DAY), dispersion));
  multiply(shape, drawTogether(collect(past, trend, shape, WEEK), dispersion));
  return shape;
}

function collect(past: HourCounts, trend: Float64Array, shape: Float64Array, length: number): Slots {
  const slots = { seen: new Float64Array(length), expected: new Float64Array(length) };
  for (let i = 0; i < past.bases.length; i += 1) {
    const slot = i % length;
    slots.seen[slot] = (slots.seen[slot] ?? 0) + (past.amounts[i] ?? 0);
    const expected = (past.bases[i] ?? 0) * (trend[i] ?? 0) * (shape[i % WEEK] ?? 1);
    slots.expected[slot] = (slots.expected[slot] ?? 0) + expected;
  }
  return slots;
}

/** Each slot's ratio of seen to expected, drawn towards 1 with the weight of the amount that equals the slots' own spread. */
function drawTogether({ seen, expected }: Slots, dispersion: number): Float64Array {
  const spread = spreadOf({ seen, expected }, dispersion);
  const prior = spread > 0 ? dispersion / spread : Number.POSITIVE_INFINITY;
  return seen.map((_, slot) => {
    const [a, b] = [withNeighbours(seen, slot), withNeighbours(expected, slot)];
    return prior === Number.POSITIVE_INFINITY ? 1 : (a + prior) / (b + prior);
  });
}

/** Variance of the slots' true ratios: what their spread has over dispersion / expected, by moments; 0 if nothing. */
function spreadOf({ seen, expected }: Slots, dispersion: number): number {
  let [excess, weight] = [0, 0];
  for (let slot = 0; slot < seen.length; slot += 1) {
    const mean = expected[slot] ?? 0;
    excess += ((seen[slot] ?? 0) - mean) ** 2 - dispersion * mean;
    weight += mean * mean;
  }
  return weight > 0 ? Math.max(0, excess / weight) : 0;
}

/** A slot and half of each neighbour, round the clock: the shape of a day is smooth. */
function withNeighbours(values: Float64Array, slot: number): number {
  const [before, after] = [values[(slot + values.length - 1) % values.length], values[(slot + 1) % values.length]];
  return (values[slot] ?? 0) + ((before ?? 0) + (after ?? 0)) / 2;
}

function multiply(shape: Float64Array, by: Float64Array): void {
  for (let i = 0; i < shape.length; i += 1) shape[i] = (shape[i] ?? 1) * (by[i % by.length] ?? 1);
}
