/** Requests longer than this are not searched. */
const MAX_INPUT_CHARS = 128 * 1024;
/** Characters of input gone through for one answer, as leaves × length: about 2 ms. */
const MAX_SEARCHED = 2_000_000;
const MAX_LEAVES = 64;
const MAX_DEPTH = 16;
/** Longer texts are prose, which nobody expects to stand in the input word for word. */
const MAX_TEXT_CHARS = 64;
const MAX_WORDS = 6;
/** Small whole numbers are counts and choices: to find one in the input, or not to, says nothing. */
const MAX_COUNT = 10;

/** Input that is not text: a value may have been read off a page or a picture. */
const BLOB = /"type": ?"(image|image_url|input_image|document|input_file|file|input_audio|audio|video)"/;

export interface LeafCount {
  readonly checked: number;
  readonly ungrounded: number;
}

/**
 * Looks for the short texts and numbers of a value in the request it answers, and counts those that are not there: a
 * heuristic for invented values. Case, order of words, and the ways of writing a number are forgiven; what the tools'
 * definitions name counts as input. Null when the input cannot be searched.
 */
export function countUngrounded(value: unknown, input: string | null): LeafCount | null {
  if (input === null || input.length > MAX_INPUT_CHARS) return null;
  const most = Math.min(MAX_LEAVES, Math.max(1, Math.floor(MAX_SEARCHED / (input.length + 1))));
  const leaves: (string | number)[] = [];
  collectLeaves(value, leaves, { most, depth: 0 });
  const text = new SearchedText(input);
  const ungrounded = leaves.filter((leaf) => !text.holds(leaf)).length;
  if (ungrounded > 0 && BLOB.test(input)) return null;
  return { checked: leaves.length, ungrounded };
}

function collectLeaves(
  value: unknown,
  into: (string | number)[],
  { most, depth }: { most: number; depth: number },
): void {
  if (into.length >= most || depth > MAX_DEPTH) return;
  if (isLeaf(value)) {
    into.push(value);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) collectLeaves(inner, into, { most, depth: depth + 1 });
  }
}

function isLeaf(value: unknown): value is string | number {
  if (typeof value === "number") return !(Number.isInteger(value) && Math.abs(value) <= MAX_COUNT);
  if (typeof value !== "string" || value.length > MAX_TEXT_CHARS) return false;
  const words = value.match(WORD)?.length ?? 0;
  return words > 0 && words <= MAX_WORDS;
}

const WORD = /[\p{L}\p{N}]{2,}/gu;

/** The JSON of a request as it went over the wire, searched for what a text or a number may look like in it. */
class SearchedText {
  readonly #raw: string;
  #lower: string | null = null;
  #ungrouped: string | null = null;

  constructor(raw: string) {
    this.#raw = raw;
  }

  holds(leaf: string | number): boolean {
    return typeof leaf === "string" ? this.#holdsText(leaf) : this.#holdsNumber(leaf);
  }

  #holdsText(leaf: string): boolean {
    if (this.#raw.includes(JSON.stringify(leaf).slice(1, -1))) return true;
    this.#lower ??= this.#raw.toLowerCase();
    const lower = this.#lower;
    return (leaf.toLowerCase().match(WORD) ?? []).every((word) => lower.includes(word));
  }

  /** As it is, as a percentage, and with whatever separates its thousands and its decimals. */
  #holdsNumber(leaf: number): boolean {
    const forms = [String(Math.abs(leaf))];
    if (Math.abs(leaf) < 1) forms.push(String(Number((Math.abs(leaf) * 100).toPrecision(12))));
    return forms.some((form) => this.#holdsDigits(form));
  }

  #holdsDigits(digits: string): boolean {
    if (holdsNumber(this.#raw, digits)) return true;
    this.#ungrouped ??= this.#raw
      .replace(/(?<=\d)[,.'’_ \u00A0\u202F](?=\d{3}(?!\d))/g, "")
      .replace(/(?<=\d),(?=\d)/g, ".");
    return holdsNumber(this.#ungrouped, digits);
  }
}

/** Whether the digits stand somewhere as a number of their own; trailing zeros after a decimal point are the same number. */
function holdsNumber(text: string, digits: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.slice(at + digits.length, at + digits.length + 12);
    const rest = digits.includes(".") ? after.replace(/^0+/, "") : after.replace(/^[.,]0+(?!\d)/, "");
    if (!/[\d]/.test(before) && !/^\d|^[.,]\d/.test(rest)) return true;
  }
  return false;
}
