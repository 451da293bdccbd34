import { DEFAULT_PATTERNS } from "#lib/domain/redact-patterns.ts";
import { addFound, mapTexts, redactText } from "#lib/domain/redact.ts";
import type { RedactPattern } from "#lib/domain/redact.ts";

/** The side of a call that a text stands on. */
export type ContentSide = "instructions" | "input" | "output" | "tools";

/** Sees every text after the patterns, and says what may be kept of it; null for nothing. */
export type RedactHook = (text: string, where: ContentSide) => string | null;

/** Takes out of one call's texts what must not leave the process, and counts it. */
export class Redactor {
  readonly found: Record<string, number> = {};
  readonly #patterns: readonly RedactPattern[];
  readonly #hook: RedactHook | null;

  constructor(patterns: readonly RedactPattern[], hook: RedactHook | null) {
    this.#patterns = patterns;
    this.#hook = hook;
  }

  /**
   * What may be kept of a text; null for nothing.
   * @throws whatever the hook throws.
   */
  text(text: string, where: ContentSide, field: string | null = null): string | null {
    const clean = this.#withoutPatterns(text, field);
    const allowed: unknown = this.#hook === null ? clean : this.#hook(clean, where);
    // A hook that answers with anything else, as an asynchronous one would, has allowed nothing.
    return typeof allowed === "string" ? allowed : null;
  }

  /** The same for every text in a JSON value; its keys are held against the patterns alone. */
  value(value: unknown, where: ContentSide): unknown {
    return mapTexts(value, {
      text: (text, field) => this.text(text, where, field),
      key: (key) => this.#withoutPatterns(key, null),
    });
  }

  #withoutPatterns(text: string, field: string | null): string {
    const { text: clean, found } = redactText(text, this.#patterns, field);
    addFound(this.found, found);
    return clean;
  }
}

/** The default patterns, and the application's own after them. */
export function allPatterns(own: Readonly<Record<string, RegExp>>): readonly RedactPattern[] {
  return [...DEFAULT_PATTERNS, ...Object.entries(own).map(([name, find]) => ({ name, find }))];
}
