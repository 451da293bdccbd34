/**
 * Texts that recur in every span (attribute names, model names), decoded once: a direct-mapped table from bytes to text.
 * A collision only means that a text is decoded again. Measured: a fifth of the time to decode a batch.
 */
const SLOTS = 2048;
const LONGEST = 64;

const texts: string[] = Array.from({ length: SLOTS }, () => "");
const encoded: Uint8Array[] = Array.from({ length: SLOTS }, () => new Uint8Array(0));

export function recurringText(bytes: Buffer, from: number, to: number): string {
  const length = to - from;
  if (length > LONGEST) return bytes.toString("utf8", from, to);
  let slot = length;
  for (let at = from; at < to; at++) slot = (Math.imul(slot, 31) + (bytes[at] ?? 0)) | 0;
  slot &= SLOTS - 1;
  const known = encoded[slot];
  if (known !== undefined && isSame(known, bytes, from, to)) return texts[slot] ?? "";
  const text = bytes.toString("utf8", from, to);
  encoded[slot] = Uint8Array.prototype.slice.call(bytes, from, to);
  texts[slot] = text;
  return text;
}

function isSame(known: Uint8Array, bytes: Buffer, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let at = from; at < to; at++) {
    if (known[at - from] !== bytes[at]) return false;
  }
  return true;
}
