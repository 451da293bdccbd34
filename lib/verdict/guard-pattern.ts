/** Steps a pattern may take on one string in its worst case: about 10 ms. */
const MAX_STEPS = 1_000_000;
/** A repetition bounded above this counts as unbounded. */
const SMALL_REPEAT = 8;

/** What Ajv needs of a regular expression. */
export interface Pattern {
  test(text: string): boolean;
}

const ALWAYS: Pattern = { test: () => true };

/**
 * A user's pattern that cannot hang the process. Repetition inside repetition, alternatives inside repetition, look-behind
 * and back-references can take exponential time: such patterns are left out (everything matches). Any other takes at most
 * length^k steps for k repetitions, and is applied only to strings short enough for that to stay under a million.
 */
export function guardPattern(source: string, unicode: string): Pattern {
  const repetitions = countRepetitions(source);
  if (repetitions === null) return ALWAYS;
  const expression = compile(source, unicode);
  if (expression === null) return ALWAYS;
  const degree = repetitions + (source.startsWith("^") ? 0 : 1);
  const longest = degree === 0 ? MAX_STEPS : Math.floor(MAX_STEPS ** (1 / degree));
  return { test: (text) => text.length > longest || expression.test(text) };
}

/** With the unicode flag, else without; null when it is no JavaScript pattern at all, such as `(?i)abc`. */
function compile(source: string, unicode: string): RegExp | null {
  for (const flags of new Set([unicode, ""])) {
    try {
      return new RegExp(source, flags);
    } catch {
      // Try the next flags.
    }
  }
  return null;
}

/** Reads a pattern from left to right; `found` is null once its nesting could take exponential time. */
class RepetitionCounter {
  found: number | null = 0;
  /** For each open group, whether it holds something that must not be repeated. */
  readonly #risky = [false];
  /** Whether the group that closed just before is such a group. */
  #closedRisky = false;

  /** Takes what stands at a position and returns the position of its last character. */
  take(source: string, at: number): number {
    const closedRisky = this.#closedRisky;
    this.#closedRisky = false;
    switch (source.charAt(at)) {
      case "\\":
        return at + 1;
      case "[":
        return endOfClass(source, at);
      case "(":
        this.#risky.push(false);
        return at;
      case ")":
        this.#closedRisky = this.#risky.pop() ?? false;
        if (this.#closedRisky) this.#mark();
        return at;
      case "|":
        this.#mark();
        return at;
      default:
        return this.#takeRepeat(readRepeat(source, at), at, closedRisky);
    }
  }

  #takeRepeat(repeat: { upper: number; end: number } | null, at: number, ofRisky: boolean): number {
    if (repeat === null) return at;
    if (repeat.upper > 1 && ofRisky) this.found = null;
    if (repeat.upper > SMALL_REPEAT) {
      if (this.found !== null) this.found += 1;
      this.#mark();
    }
    return repeat.end;
  }

  #mark(): void {
    this.#risky[this.#risky.length - 1] = true;
  }
}

/** Unbounded repetitions in a pattern; null when their nesting could take exponential time. */
function countRepetitions(source: string): number | null {
  if (/\\[1-9k]|\(\?<[=!]/.test(source)) return null;
  const counter = new RepetitionCounter();
  for (let at = 0; at < source.length && counter.found !== null; at += 1) at = counter.take(source, at);
  return counter.found;
}

function endOfClass(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== "]") at += source[at] === "\\" ? 2 : 1;
  return at;
}

/** The quantifier at a position. A fixed count (`{36}`) is no choice, so it counts as one. */
function readRepeat(source: string, at: number): { upper: number; end: number } | null {
  const char = source[at];
  if (char === "*" || char === "+") return { upper: Infinity, end: at };
  const braces = char === "{" ? /^\{(\d+)(,)?(\d*)\}/.exec(source.slice(at, at + 24)) : null;
  if (!braces) return null;
  const [whole, lower, comma, upper] = braces;
  const end = at + whole.length - 1;
  if (comma === undefined) return { upper: Math.min(Number(lower), SMALL_REPEAT), end };
  return { upper: upper === "" || upper === undefined ? Infinity : Number(upper), end };
}
