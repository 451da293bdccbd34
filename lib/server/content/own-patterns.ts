import { z } from "zod";

import { DEFAULT_PATTERNS } from "#lib/domain/redact-patterns.ts";
import type { RedactPattern } from "#lib/domain/redact.ts";

export const MOST_PATTERNS = 20;
const LONGEST_PATTERN = 200;
/** Ways that all patterns together may be tried at one place of a text: the worst 256 KB then take half a second. */
const MOST_WAYS = 128;

/** What a project says is to be taken out of messages beside the usual. */
export interface OwnPattern {
  readonly name: string;
  readonly pattern: string;
}

const STORED = z.array(z.object({ name: z.string(), pattern: z.string() })).catch([]);

/** The project's patterns as they lie in its row. */
export function ownPatternsOf(stored: unknown): readonly OwnPattern[] {
  return STORED.parse(stored);
}

export function compilePatterns(own: readonly OwnPattern[]): readonly RedactPattern[] {
  return own
    .filter(({ pattern }) => whyNotPattern(pattern) === null)
    .map(({ name, pattern }) => ({ name, find: new RegExp(pattern, "gu") }));
}

/**
 * One pattern a line, `name: pattern`.
 * @returns what is wrong with the first line that cannot be taken, or the patterns.
 */
export function readPatternLines(text: string): readonly OwnPattern[] | string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length > MOST_PATTERNS) return `At most ${MOST_PATTERNS} patterns; these are ${lines.length}.`;
  const patterns: OwnPattern[] = [];
  for (const line of lines) {
    const [, name, pattern] = /^\s*([a-z][a-z0-9_]{0,31})\s*:\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || pattern === undefined)
      return `"${line.slice(0, 40)}" is not "name: pattern", such as order: ORD-\\d{6,10}.`;
    if (DEFAULT_PATTERNS.some((usual) => usual.name === name))
      return `"${name}" is taken out already: choose another name.`;
    if (patterns.some((other) => other.name === name)) return `"${name}" is there twice.`;
    const why = whyNotPattern(pattern);
    if (why !== null) return `${name}: ${why}`;
    patterns.push({ name, pattern });
  }
  const ways = patterns.reduce((sum, { pattern }) => sum + waysOf(bareOf(pattern)), 0);
  if (ways > MOST_WAYS)
    return `Too many repetitions in all: their ranges come to ${ways} ways, and may to ${MOST_WAYS}.`;
  return patterns;
}

export function writePatternLines(own: readonly OwnPattern[]): string {
  return own.map(({ name, pattern }) => `${name}: ${pattern}`).join("\n");
}

/**
 * Why a pattern cannot be taken; null where it can. Only what cannot be slow on any text: characters, classes, alternatives and
 * bounded repetition of one character or class, with few ways in all. No groups are repeated and nothing is looked around or back for.
 */
export function whyNotPattern(pattern: string): string | null {
  if (pattern.length > LONGEST_PATTERN) return `at most ${LONGEST_PATTERN} characters.`;
  const bare = bareOf(pattern);
  if (/\\(?:[1-9]|k<)/.test(pattern) || /\(\?(?!:)/.test(bare))
    return "groups may only gather: no references, no looking around.";
  if (/[*+]|\{\d+,\}/.test(bare)) return "repetition needs bounds: write {1,40} for +, and {0,40} for *.";
  if (/\)[?{]/.test(bare)) return "a group cannot be repeated: write it out.";
  if (waysOf(bare) > MOST_WAYS) return `too many repetitions: the product of their ranges is at most ${MOST_WAYS}.`;
  try {
    const expression = new RegExp(pattern, "u");
    return expression.test("") ? "it would match everywhere." : null;
  } catch (error) {
    return error instanceof Error ? error.message : "it is no regular expression.";
  }
}

/** A pattern with its escapes and classes as plain letters. */
function bareOf(pattern: string): string {
  return pattern.replaceAll(/\\[\s\S]/g, "a").replaceAll(/\[[^\]]*\]/g, "a");
}

/** In how many ways a match can be tried from one place: each repetition multiplies them, each alternative adds. */
function waysOf(bare: string): number {
  let ways = 1 + (bare.match(/\|/g)?.length ?? 0);
  for (const [quantifier, lower, upper] of bare.matchAll(/\?|\{(\d+)(?:,(\d+))?\}/g)) {
    if (quantifier === "?") ways *= 2;
    else ways *= Math.max(1, Number(upper ?? lower) - Number(lower) + 1) * Math.max(1, Math.ceil(Number(lower) / 64));
  }
  return ways;
}
