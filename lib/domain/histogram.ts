/**
 * Mergeable log-spaced histogram: a value v > 0 falls into bin ceil(ln v / ln 1.04), so any quantile read from it is
 * within 2 % of the true one (DDSketch: Masson, Rim & Lee, VLDB 2019). Two bins are special: values ≤ 0, and values that
 * never came (a call that got no token ranks slower than any that did).
 */
export type Histogram = Map<number, number>;

const LN_GAMMA = Math.log(1.04);
export const ZERO_BIN = -32768;
export const NEVER_BIN = 32767;

export function binOf(value: number): number {
  if (value === Infinity) return NEVER_BIN;
  if (!(value > 0)) return ZERO_BIN;
  return Math.max(ZERO_BIN + 1, Math.min(NEVER_BIN - 1, Math.ceil(Math.log(value) / LN_GAMMA)));
}

/** The value that stands for a bin: the one with the least relative error to either edge. */
export function binValue(bin: number): number {
  if (bin === ZERO_BIN) return 0;
  if (bin === NEVER_BIN) return Infinity;
  return (2 * Math.exp(bin * LN_GAMMA)) / (1 + 1.04);
}

export function record(histogram: Histogram, value: number, times = 1): void {
  const bin = binOf(value);
  histogram.set(bin, (histogram.get(bin) ?? 0) + times);
}

/** Adds `other` into `into`, `sign` times; bins that reach zero disappear. */
export function merge(into: Histogram, other: ReadonlyMap<number, number>, sign: 1 | -1 = 1): void {
  for (const [bin, count] of other) {
    const sum = (into.get(bin) ?? 0) + sign * count;
    if (sum === 0) into.delete(bin);
    else into.set(bin, sum);
  }
}

export function countOf(histogram: ReadonlyMap<number, number>): number {
  let n = 0;
  for (const count of histogram.values()) n += count;
  return n;
}

/**
 * Quantiles with linear interpolation between the neighbouring order statistics (Hyndman & Fan type 7).
 * Null for an empty histogram, and where the quantile falls on values that never came.
 */
export function quantiles(histogram: ReadonlyMap<number, number>, ps: readonly number[]): (number | null)[] {
  const n = countOf(histogram);
  if (n === 0) return ps.map(() => null);
  const bins = [...histogram].sort((a, b) => a[0] - b[0]);
  const valueAt = (rank: number): number => {
    let seen = 0;
    for (const [bin, count] of bins) {
      seen += count;
      if (rank < seen) return binValue(bin);
    }
    return Infinity;
  };
  return ps.map((p) => {
    const position = (n - 1) * p;
    const low = valueAt(Math.floor(position));
    const high = valueAt(Math.ceil(position));
    const value = low === high ? low : low + (high - low) * (position - Math.floor(position));
    return Number.isFinite(value) ? value : null;
  });
}

/** Bytes: pairs of bin (int16) and count (uint48), little-endian, in order of bin. */
export function encodeHistogram(histogram: ReadonlyMap<number, number>): Buffer {
  const bins = [...histogram].sort((a, b) => a[0] - b[0]);
  const bytes = Buffer.alloc(bins.length * 8);
  bins.forEach(([bin, count], i) => {
    bytes.writeInt16LE(bin, i * 8);
    bytes.writeUIntLE(count, i * 8 + 2, 6);
  });
  return bytes;
}

/** @throws RangeError when the bytes are not a whole number of pairs. */
export function decodeHistogram(bytes: Uint8Array): Histogram {
  if (bytes.length % 8 !== 0)
    throw new RangeError(`a histogram of ${bytes.length} bytes is not a whole number of 8-byte pairs`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const histogram: Histogram = new Map();
  for (let at = 0; at < buffer.length; at += 8) histogram.set(buffer.readInt16LE(at), buffer.readUIntLE(at + 2, 6));
  return histogram;
}
