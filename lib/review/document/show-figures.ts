import { parseUsd } from "#lib/domain/money.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import type { RatioFigure, Usd, UsdInterval } from "./review.ts";

/** `$113.94`, `$1,204`, `−$0.00345`: cents, three digits below ten cents, whole dollars from a thousand. */
export function dollars(usd: Usd): string {
  const nano = parseUsd(usd);
  return `${nano < 0n ? "−" : ""}$${digits(nano < 0n ? -nano : nano)}`;
}

/** The same with a sign also where it is a plus: of changes. */
export function signedDollars(usd: Usd): string {
  const text = dollars(usd);
  return text.startsWith("−") || parseUsd(usd) === 0n ? text : `+${text}`;
}

function digits(nano: NanoUsd): string {
  const value = Number(nano) / 1e9;
  if (value >= 1000) return Math.round(value).toLocaleString("en-US");
  return value === 0 || value >= 0.1 ? value.toFixed(2) : value.toPrecision(3).replace(/e.*/, "");
}

export function dollarInterval(interval: UsdInterval, show = dollars): string {
  return interval === null ? "" : `${show(interval[0])} to ${show(interval[1])}`;
}

/** Cost per success reads best per 1,000. */
export function perThousand(usd: Usd): Usd {
  const nano = parseUsd(usd) * 1000n;
  const abs = nano < 0n ? -nano : nano;
  return `${nano < 0n ? "-" : ""}${abs / 1_000_000_000n}.${(abs % 1_000_000_000n).toString().padStart(9, "0")}`;
}

export function percent(share: number, places = 1): string {
  const text = (share * 100).toFixed(places).replace("-", "−");
  return `${text}%`;
}

/** `up 12.0% (95%: 3.1% to 21.8%)` */
export function changeWords({ ratio, low, high }: RatioFigure): string {
  const change = ratio >= 1 ? `up ${percent(ratio - 1)}` : `down ${percent(1 - ratio)}`;
  return `${change} (95%: ${percent(low - 1)} to ${high === null ? "no bound" : percent(high - 1)})`;
}

export function isBeyondChance({ low, high }: RatioFigure): boolean {
  return low > 1 || (high !== null && high < 1);
}

export function count(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
