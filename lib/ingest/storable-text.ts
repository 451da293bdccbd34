import { LIMITS } from "./decoded-span.ts";

/** Postgres refuses NUL in text, and half of a surrogate pair in JSON: both become U+FFFD. */
export function storable(text: string, limit: number = LIMITS.text): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\uFFFD") : whole;
}
