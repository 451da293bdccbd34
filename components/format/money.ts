import { divideHalfUp, parseUsd, type NanoUsd } from "#lib/domain/money.ts";

const NANO = 1_000_000_000n;

/** Decimal places that keep three significant digits below a dollar, cents below a thousand and whole dollars above. */
function moneyPlaces(nano: NanoUsd): number {
  const abs = nano < 0n ? -nano : nano;
  if (abs === 0n) return 2;
  if (abs >= 1000n * NANO) return 0;
  if (abs >= NANO / 10n) return 2;
  const leading = 9 - abs.toString().length;
  return Math.min(9, leading + 3);
}

function toDecimal(nano: NanoUsd, places: number): string {
  const unit = 10n ** BigInt(9 - places);
  const abs = nano < 0n ? -nano : nano;
  const rounded = divideHalfUp(abs, unit);
  const scale = 10n ** BigInt(places);
  const whole = (rounded / scale).toLocaleString("en-US");
  return places === 0 ? whole : `${whole}.${(rounded % scale).toString().padStart(places, "0")}`;
}

/** `$113.94`, `$1,204`, `$0.00345`; exact integer arithmetic, rounded half up for display only. */
export function showMoney(nano: NanoUsd, places = moneyPlaces(nano)): string {
  return `${nano < 0n ? "−" : ""}$${toDecimal(nano, places)}`;
}

/** `$0.075`, `$2.50`: a list price is exact, so it is told in full and without noughts that say nothing. */
export function showPrice(nano: NanoUsd): string {
  return showMoney(nano, 9).replace(/(\.\d\d\d*?)0+$/, "$1");
}

/** A sum of spend in cents, `<$0.01` below them: for figures that are read against larger ones. */
export function showCents(nano: NanoUsd): string {
  return nano > 0n && nano < NANO / 100n ? "<$0.01" : showMoney(nano, nano >= 1000n * NANO ? 0 : 2);
}

export function showUsd(usd: string): string {
  return showMoney(parseUsd(usd));
}

/** Cost per success reads best per 1,000: small models cost fractions of a cent each. */
export function perThousand(usd: string): NanoUsd {
  return parseUsd(usd) * 1000n;
}

/** `101.61–127.77`, with the decimals of the figure it belongs to. */
export function showMoneyInterval(figure: NanoUsd, interval: readonly [NanoUsd, NanoUsd]): string {
  const places = moneyPlaces(figure);
  return `${toDecimal(interval[0], places)}–${toDecimal(interval[1], places)}`;
}

/** Dollars as a number, for positions in a drawing only. */
export function toDollars(nano: NanoUsd): number {
  return Number(nano) / 1e9;
}

/** Share of one amount in another as a fraction; null when there is nothing to share. */
export function shareOf(part: NanoUsd, whole: NanoUsd): number | null {
  return whole === 0n ? null : Number(part) / Number(whole);
}
