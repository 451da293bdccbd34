/** A median and its 95 % interval. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/** Median of the differences between blocks that were made in the same round. */
export function pairedDifference(of: readonly number[], from: readonly number[], perProcess: number): Estimate {
  return estimate(
    of.map((value, index) => value - (from[index] ?? Number.NaN)),
    perProcess,
  );
}

const DRAWS = 2000;

/**
 * Median of all values, and the interval that drawing whole processes again and again gives it: the blocks of one process share
 * the luck of how it was compiled, so that their number alone says little.
 * @param perProcess how many values, one after the other, come from one process.
 */
export function estimate(values: readonly number[], perProcess: number): Estimate {
  const known = values.filter(Number.isFinite);
  // One process alone says nothing of its luck: then its blocks have to stand for themselves.
  const size = known.length > perProcess ? perProcess : 1;
  const processes = Array.from({ length: Math.ceil(known.length / size) }, (_, index) =>
    known.slice(index * size, (index + 1) * size),
  );
  const random = drawFrom(20_261_122);
  const medians = Array.from({ length: DRAWS }, () =>
    medianOf(processes.flatMap(() => processes[Math.floor(random() * processes.length)] ?? [])),
  ).sort(ascending);
  const at = (share: number): number => medians[Math.round(share * (DRAWS - 1))] ?? Number.NaN;
  return { median: medianOf(known), low: at(0.025), high: at(0.975), pairs: known.length };
}

const ascending = (a: number, b: number): number => a - b;

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort(ascending);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The same draws in every run (mulberry32). */
function drawFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
