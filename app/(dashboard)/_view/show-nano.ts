import { formatUsd } from "#lib/domain/money.ts";
import { dollars } from "#lib/review/document/show-figures.ts";

/** Nano-dollars as they are reckoned, in dollars to read. */
export function showNano(nano: number): string {
  return dollars(formatUsd(BigInt(Math.round(nano))));
}
