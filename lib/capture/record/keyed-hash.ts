import { createHash, createHmac, createSecretKey, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** Hashes of requests are shortened to this many hexadecimal digits (128 bits). */
const DIGITS = 32;
const MAX_REMEMBERED = 200;
const MAX_REMEMBERED_CHARS = 20_000;

/**
 * Keyed hashes of what is never kept: equal texts have equal hashes within a project, and without its key nobody can try
 * texts against them.
 */
export class KeyedHash {
  readonly #key: KeyObject;
  /** Tools and instructions recur from call to call. */
  readonly #remembered = new Map<string, string>();

  /** @param secret the ingest key; without one the key is random, so hashes compare within this process only. */
  constructor(secret: string | undefined) {
    const derived = (text: string): Buffer => createHash("sha256").update(`outturn request hash\0${text}`).digest();
    this.#key = createSecretKey(secret === undefined ? randomBytes(32) : derived(secret));
  }

  of(text: string): string {
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const hash = createHmac("sha256", this.#key).update(text).digest("hex").slice(0, DIGITS);
    if (text.length > MAX_REMEMBERED_CHARS) return hash;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, hash);
    return hash;
  }

  /** Hash of a value's JSON; null when there is nothing to hash. */
  ofValue(value: unknown): string | null {
    if (value === undefined || value === null) return null;
    try {
      return this.of(JSON.stringify(value));
    } catch {
      return null;
    }
  }
}
