import { LIMITS } from "./decoded-span.ts";

/** All but the tab and the line feed, which text may hold. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;
/** They, other ends of lines, and what turns the direction of the text after it. */
const STEERING = /[[\p{Cc}\u2028-\u202E\u2066-\u2069]--[\t\n]]/gv;
const LINE_ENDS = /\r\n?/g;

/**
 * Text as it is kept. Control characters would steer the terminal, log or mail that shows it, and bidirectional overrides
 * make a name look like another: they become U+FFFD, as do half surrogate pairs; tabs and line ends stay.
 */
export function storable(text: string, limit: number = LIMITS.text): string {
  return without(STEERING, decodable(text, limit));
}

/** A message as it is kept: the same, but that people who write from right to left turn directions in theirs. */
export function storableMessage(text: string): string {
  return without(CONTROLS, decodable(text));
}

function without(signs: RegExp, whole: string): string {
  return whole.search(signs) === -1 ? whole : whole.replace(LINE_ENDS, "\n").replace(signs, "\uFFFD");
}

/** Text as it came, which may be long and mostly is not kept: free of NUL, which separates, and of half surrogate pairs. */
export function decodable(text: string, limit: number = LIMITS.text): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\uFFFD") : whole;
}
