import { LIMITS } from "./decoded-span.ts";

/** All but the tab and the line feed, which text may hold. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;
const LINE_ENDS = /\r\n?/g;

/**
 * Text as it is kept. Control characters would steer the terminal, log or mail that shows it: they become U+FFFD, as do
 * half surrogate pairs; tabs and line ends stay.
 */
export function storable(text: string, limit: number = LIMITS.text): string {
  const whole = decodable(text, limit);
  return whole.search(CONTROLS) === -1 ? whole : whole.replace(LINE_ENDS, "\n").replace(CONTROLS, "\uFFFD");
}

/** Text as it came, which may be long and mostly is not kept: free of NUL, which separates, and of half surrogate pairs. */
export function decodable(text: string, limit: number = LIMITS.text): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\uFFFD") : whole;
}
