/** Money is an integer number of nano-dollars (10⁻⁹ US dollars). */
export type NanoUsd = bigint;

const NANO = 1_000_000_000n;

/** Decimal string in dollars with nine places, the form the HTTP contract promises: `195000n` → `"0.000195000"`. */
export function formatUsd(nano: NanoUsd): string {
  const small = Number(nano);
  if (Number.isSafeInteger(small)) return formatSmallUsd(small);
  const sign = nano < 0n ? "-" : "";
  const abs = nano < 0n ? -nano : nano;
  return `${sign}${abs / NANO}.${(abs % NANO).toString().padStart(9, "0")}`;
}

/**
 * `formatUsd` of a safe integer of nano-dollars, in a fifth of the time that bigints take: an answer holds tens of thousands.
 */
export function formatSmallUsd(nano: number): string {
  if (nano === 0) return "0.000000000";
  const abs = Math.abs(nano);
  const rest = abs % 1e9;
  // Adding 10⁹ keeps the leading zeros; the 1 it puts in front is cut off.
  return `${nano < 0 ? "-" : ""}${(abs - rest) / 1e9}.${String(rest + 1e9).slice(1)}`;
}

/** Reads a decimal string in dollars, at most nine places. @throws RangeError naming the text when it is not one. */
export function parseUsd(text: string): NanoUsd {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (!match)
    throw new RangeError(`"${text}" is not an amount in dollars with at most nine decimal places, such as 12.50`);
  const nano = BigInt(match[2] ?? "0") * NANO + BigInt((match[3] ?? "").padEnd(9, "0"));
  return match[1] ? -nano : nano;
}

/** numerator ÷ denominator rounded half up, for a non-negative numerator and a positive denominator. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
