const [QUOTE, COMMA, ZERO, BACKSLASH] = [34, 44, 48, 92];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [123, 125, 91, 93];
const FIRST_SIZE = 65_536;
/** What a number or a word takes at most, and the marks beside it. */
const MOST_OF_VALUE = 48;

/** Names of fields as they are written, with quotes and colon; there are as many as answers have names. */
const NAMES = new Map<string, Uint8Array>();

/**
 * JSON as `JSON.stringify` would write it, straight into UTF-8. An answer of thousands of rows is mostly names and small whole
 * numbers: each of them is written once, where a text for each row is written, put together with the others, and encoded.
 */
export class JsonBytes {
  #bytes = Buffer.alloc(FIRST_SIZE);
  #at = 0;
  /** Whether what is written next follows something that it has to be parted from. */
  #follows = false;

  /** All that was written. */
  take(): Buffer<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Begins an object; in a list, parted from the one before. */
  open(): void {
    this.#reserve(MOST_OF_VALUE);
    if (this.#follows) this.#bytes[this.#at++] = COMMA;
    this.#bytes[this.#at++] = OPEN;
    this.#follows = false;
  }

  close(): void {
    this.#end(CLOSE);
  }

  /** Fields of the object that was begun, in their order; those that are undefined are left out. */
  fields(of: object): void {
    for (const name in of) {
      // What an object's own loop names, it has.
      const value = (of as Readonly<Record<string, unknown>>)[name];
      if (value === undefined) continue;
      this.#name(NAMES.get(name) ?? learnName(name));
      this.#value(value);
      this.#follows = true;
    }
  }

  /** Text that is JSON already. */
  raw(text: string): void {
    this.#reserve(3 * text.length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 126) {
        this.#at = at + bytes.write(text.slice(i), at, "utf8");
        return;
      }
      bytes[at++] = code;
    }
    this.#at = at;
  }

  #name(name: Uint8Array): void {
    this.#reserve(name.length + MOST_OF_VALUE);
    const bytes = this.#bytes;
    let at = this.#at;
    if (this.#follows) bytes[at++] = COMMA;
    for (let i = 0; i < name.length; i += 1) bytes[at++] = name[i] ?? 0;
    this.#at = at;
  }

  #value(value: unknown): void {
    if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#text(value);
    else if (typeof value !== "object" || value === null) this.raw(String(value));
    else if (Array.isArray(value)) this.#list(value);
    else {
      this.#follows = false;
      this.open();
      this.fields(value);
      this.close();
    }
  }

  #list(values: readonly unknown[]): void {
    this.#reserve(MOST_OF_VALUE);
    this.#bytes[this.#at++] = OPEN_LIST;
    for (let i = 0; i < values.length; i += 1) {
      this.#reserve(MOST_OF_VALUE);
      if (i > 0) this.#bytes[this.#at++] = COMMA;
      this.#value(values[i]);
    }
    this.#end(CLOSE_LIST);
  }

  #end(mark: number): void {
    this.#reserve(MOST_OF_VALUE);
    this.#bytes[this.#at++] = mark;
    this.#follows = true;
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      this.raw(Number.isFinite(value) ? String(value) : "null");
      return;
    }
    this.#reserve(MOST_OF_VALUE);
    const high = Math.floor(value / 1e9);
    if (high > 0) this.#digits(high, 1);
    this.#digits(high > 0 ? value - high * 1e9 : value, high > 0 ? 9 : 1);
  }

  /** @param value below 10⁹, as the part of a safe integer above 10⁹ is. */
  #digits(value: number, least: number): void {
    let size = least;
    for (let power = 10 ** least; value >= power; power *= 10) size += 1;
    const bytes = this.#bytes;
    let rest = value;
    for (let at = this.#at + size - 1; at >= this.#at; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
    this.#at += size;
  }

  #text(value: string): void {
    this.#reserve(value.length + MOST_OF_VALUE);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = QUOTE;
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) {
        this.raw(JSON.stringify(value));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.#at = at;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.alloc(2 * (this.#bytes.length + size));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

function learnName(name: string): Uint8Array {
  const written = new TextEncoder().encode(`${JSON.stringify(name)}:`);
  NAMES.set(name, written);
  return written;
}
