/** Micro-percents (10⁻⁶ %) in a percent. */
const PERCENT_DIGITS = 6;
const PICO_DIGITS = 12;
/** More than a million dollars for a million tokens is a slip of the finger. */
const MOST_USD = 1_000_000n * 10n ** BigInt(PICO_DIGITS);
const MOST_PERCENT = 1_000n * 10n ** BigInt(PERCENT_DIGITS);

/** Reads an unsigned decimal as an integer of so many places; null when it is not one, or has more places. */
function parseDecimal(text: string, places: number): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[2] ?? "";
  if (!match || fraction.length > places) return null;
  return BigInt((match[1] ?? "0") + fraction.padEnd(places, "0"));
}

/** A price in dollars as integer pico-dollars. @throws RangeError naming the text and what would do. */
export function parsePrice(text: string): bigint {
  const pico = parseDecimal(text, PICO_DIGITS);
  if (pico !== null && pico <= MOST_USD) return pico;
  throw new RangeError(`"${text}" is not a price: give dollars from 0 to 1,000,000, such as 0.15`);
}

/**
 * A discount or mark-up as an integer of 10⁻⁶ percent: `-12.5` → -12,500,000n.
 * @throws RangeError naming the text and what would do; nothing can be discounted to nothing.
 */
export function parsePercent(text: string): bigint {
  const negative = text.startsWith("-");
  const size = parseDecimal(text.replace(/^[+-]/, ""), PERCENT_DIGITS);
  const most = negative ? 100n * 10n ** BigInt(PERCENT_DIGITS) - 1n : MOST_PERCENT;
  if (size !== null && size > 0n && size <= most) return negative ? -size : size;
  throw new RangeError(
    `"${text}" is not a discount or mark-up: give a percent above -100 and up to 1000, such as -12.5`,
  );
}
