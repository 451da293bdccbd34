import type { AttributeValue, Attributes } from "./decoded-span.ts";
import { ALIASES } from "./aliases.ts";
import type { Fact } from "./aliases.ts";
import { decodable, storable } from "./storable-text.ts";

/** A span that cannot become a call or an event; the message says why, for the sender. */
export class RejectedSpan extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "RejectedSpan";
  }
}

/** More than any context window by a factor of a hundred: a count beyond it is a mistake, and would poison every sum. */
const MOST_TOKENS = 1_000_000_000;

/** The first of a fact's names that is present with a value. */
export function valueOf(attributes: Attributes, fact: Fact): AttributeValue {
  return ownValueOf(attributes, ALIASES[fact]);
}

/** The first of an emitter's own names that is present with a value. */
export function ownValueOf(attributes: Attributes, names: readonly string[] | undefined): AttributeValue {
  for (const name of names ?? []) {
    const value = attributes.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

/** Text, cut; null when absent or empty. Numbers and booleans are written out. */
export function asText(value: AttributeValue | undefined, limit = 256): string | null {
  if (typeof value === "string") return value === "" ? null : storable(value, limit);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return null;
}

export function textOf(attributes: Attributes, fact: Fact, limit?: number): string | null {
  return asText(valueOf(attributes, fact), limit);
}

/** Emitters write booleans as text, too: `"True"`. */
export function asBoolean(value: AttributeValue | undefined): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  const lower = value.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : null;
}

/** A finite number, also when written as text. */
export function asNumber(value: AttributeValue | undefined): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A whole number within bounds, else null: for counts and codes that money does not hang on. */
export function asWhole(value: AttributeValue | undefined, least: number, most: number): number | null {
  const number = asNumber(value);
  return number !== null && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

/**
 * A token count; null when unknown (absent, NaN, not a number).
 * @throws RejectedSpan for a count that is negative, broken or absurd: money hangs on it.
 */
export function asTokens(value: AttributeValue | undefined, name: string): number | null {
  if (value === undefined || value === null) return null;
  const number = asNumber(value);
  if (number === null) return null;
  if (!Number.isInteger(number) || number < 0 || number > MOST_TOKENS) {
    throw new RejectedSpan(`${name} is ${String(number)}: token counts are whole numbers from 0 to ${MOST_TOKENS}`);
  }
  return number;
}

/** The first count that is not zero: some emitters send a zero under the new name and the count under the old one. */
export function tokensOf(attributes: Attributes, fact: Fact): number | null {
  let zero: number | null = null;
  for (const name of ALIASES[fact]) {
    const tokens = asTokens(attributes.get(name), name);
    if (tokens !== null && tokens > 0) return tokens;
    zero ??= tokens;
  }
  return zero;
}

/** A JSON text as a value, or null when it is none. Nothing parsed here is ever used as a prototype or by dynamic key. */
export function parseJson(text: AttributeValue | undefined): unknown {
  if (typeof text !== "string" || text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A plain JSON value as an attribute value, its text made decodable: JSON within a text can escape what the text may not hold. */
export function scalar(value: unknown): AttributeValue {
  if (typeof value === "string") return decodable(value);
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** Walks a JSON value by own keys. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (!isRecord(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}
