import type { Histogram } from "#lib/domain/histogram.ts";

const PAIR_BYTES = 8;

/**
 * Adds up histograms that were encoded one after the other: a concatenation of encodings is itself a list of (bin, count)
 * pairs in which a bin may stand more than once. @throws RangeError when the bytes are not a whole number of pairs.
 */
export function mergeEncoded(bytes: Uint8Array): Histogram {
  if (bytes.length % PAIR_BYTES !== 0)
    throw new RangeError(`histograms of ${bytes.length} bytes are not a whole number of ${PAIR_BYTES}-byte pairs`);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const merged: Histogram = new Map();
  for (let at = 0; at < view.length; at += PAIR_BYTES) {
    const bin = view.readInt16LE(at);
    merged.set(bin, (merged.get(bin) ?? 0) + view.readUIntLE(at + 2, 6));
  }
  return merged;
}
