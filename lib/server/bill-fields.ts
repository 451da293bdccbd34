import { OutturnError } from "#lib/domain/errors.ts";
import { divideHalfUp } from "#lib/domain/money.ts";

const NANO_DIGITS = 9;
const MOST_PLACES = 40;
const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

export const NOTHING = { costNano: null, requests: null, inputTokens: null, outputTokens: null } as const;

/** OpenAI writes `gpt-4o-mini-2024-07-18, input`; a line item without a comma is the model, or a service. */
export function splitLineItem(lineItem: string): { model: string; item: string } {
  const comma = lineItem.indexOf(", ");
  return comma < 0
    ? { model: lineItem, item: "" }
    : { model: lineItem.slice(0, comma), item: lineItem.slice(comma + 2) };
}

export function checkCurrency(currency: string): void {
  if (currency.toLowerCase() !== "usd")
    refuse(`The export is in ${currency.toUpperCase()}: only US dollars can be compared.`);
}

/** A decimal amount as nano-dollars, rounded half up. @param places by how many the unit is smaller than a dollar. */
export function toNano(amount: number | string, places = 0): bigint {
  const text = String(amount).trim();
  const [, sign = "", whole = "", fraction = "", power = "0"] = AMOUNT.exec(text) ?? [];
  const exponent = Number(power) - fraction.length - places + NANO_DIGITS;
  if (whole === "" || Math.abs(exponent) > MOST_PLACES) return refuse(`"${text.slice(0, 60)}" is not an amount.`);
  const digits = BigInt(whole + fraction);
  const size = exponent >= 0 ? digits * 10n ** BigInt(exponent) : divideHalfUp(digits, 10n ** BigInt(-exponent));
  return sign === "-" ? -size : size;
}

export function refuse(message: string): never {
  throw new OutturnError("bad_request", message);
}
