import { own } from "#lib/domain/own.ts";
/** Something that is taken out of texts. */
export interface RedactPattern {
  /** Named in its place: `[redacted:NAME]`. */
  readonly name: string;
  /** Looked for everywhere in a text, with the flag `g` or without. What a group named `before` matches is left standing. */
  readonly find: RegExp;
  /** How many of a match's first characters are what is looked for; 0 where it only looks like it. Default: all. */
  readonly measure?: (match: string) => number;
  /** Names of fields whose value is taken out whole, whatever it looks like. */
  readonly field?: RegExp;
}

/** How often something was taken out, by the name of the pattern. */
export type Found = Readonly<Record<string, number>>;

const MAX_DEPTH = 64;

/** A text without what the patterns find, one after the other. `field` is the name under which it stands, where there is one. */
export function redactText(
  text: string,
  patterns: readonly RedactPattern[],
  field: string | null = null,
): { text: string; found: Found } {
  const found: Record<string, number> = {};
  let rest = text;
  for (const pattern of patterns) {
    if (field !== null && rest !== "" && pattern.field?.test(field)) return whole(pattern.name);
    rest = redactOne(rest, pattern, found);
  }
  return { text: rest, found };
}

/** A JSON value without what the patterns find in its texts, numbers and keys. What is nested deeper than 64 levels is left out. */
export function redactValue(value: unknown, patterns: readonly RedactPattern[]): { value: unknown; found: Found } {
  const found: Record<string, number> = {};
  const redact = (text: string, field: string | null): string => {
    const result = redactText(text, patterns, field);
    addFound(found, result.found);
    return result.text;
  };
  return { value: mapTexts(value, { text: redact, key: (key) => redact(key, null) }), found };
}

/** Adds counts to counts. */
export function addFound(sum: Record<string, number>, more: Found): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
}

/** What becomes of the texts of a value and of its keys. */
export interface Change {
  /** @param field the key under which it stands, also within a list. */
  text(text: string, field: string | null): string | null;
  key(key: string): string;
}

/** A copy of a JSON value with every text and key changed, and numbers as if they were texts. */
export function mapTexts(value: unknown, change: Change): unknown {
  return mapWithin(value, change, { field: null, depth: 0 });
}

function mapWithin(
  value: unknown,
  change: Change,
  at: { readonly field: string | null; readonly depth: number },
): unknown {
  if (typeof value === "string") return change.text(value, at.field);
  if (typeof value === "number" || typeof value === "bigint") {
    const changed = change.text(String(value), at.field);
    return changed === String(value) ? value : changed;
  }
  if (typeof value !== "object" || value === null) return value;
  const depth = at.depth + 1;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((entry) => mapWithin(entry, change, { field: at.field, depth }));
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    entries.push([change.key(key), mapWithin(inner, change, { field: key, depth })]);
  }
  return Object.fromEntries(entries);
}

function whole(name: string): { text: string; found: Found } {
  return { text: mark(name), found: { [name]: 1 } };
}

function mark(name: string): string {
  return `[redacted:${name}]`;
}

function redactOne(text: string, { name, find, measure }: RedactPattern, found: Record<string, number>): string {
  const every = find.global && !find.sticky ? find : new RegExp(find.source, `${find.flags.replace(/[gy]/g, "")}g`);
  let kept = "";
  let from = 0;
  every.lastIndex = 0;
  for (let match = every.exec(text); match !== null; match = every.exec(text)) {
    const length = measure === undefined ? match[0].length : measure(match[0]);
    if (length <= 0) {
      // What only looked like it may hide the beginning of what is it.
      every.lastIndex = match.index + 1;
      continue;
    }
    kept += text.slice(from, match.index) + (match.groups?.["before"] ?? "") + mark(name);
    from = match.index + length;
    every.lastIndex = from;
    found[name] = (own(found, name) ?? 0) + 1;
  }
  return from === 0 ? text : kept + text.slice(from);
}
