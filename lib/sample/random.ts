/** A seeded source of chance: the same seed draws the same values on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  between(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** Log-normal with the given median; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number;
  /** One entry, with probability proportional to its weight. @throws RangeError for an empty list. */
  pick<T>(weighted: readonly (readonly [T, number])[]): T;
  /** Lower-case hex digits. */
  hex(digits: number): string;
}

/**
 * Chris Doty-Humphrey's sfc32 (public domain): 128 bits of state, passes PractRand, exact in 32-bit integers. `stream` gives
 * every task its own sequence, so that one more draw in one task leaves all others as they were.
 */
export function createRandom(seed: number, stream = 0): Random {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let i = 0; i < 15; i += 1) next32();

  const next = (): number => next32() / 4_294_967_296;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + (high - low) * next(),
    normal,
    logNormal: (median, spread) => median * Math.exp(spread * normal()),
    pick: (weighted) => pickWeighted(weighted, next()),
    hex: (digits) => {
      let text = "";
      while (text.length < digits) text += next32().toString(16).padStart(8, "0");
      return text.slice(0, digits);
    },
  };
}

function pickWeighted<T>(weighted: readonly (readonly [T, number])[], draw: number): T {
  const last = weighted.at(-1);
  if (!last) throw new RangeError("cannot pick from an empty list");
  let left = draw * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of weighted) {
    left -= weight;
    if (left < 0) return value;
  }
  return last[0];
}
