import { hash, randomBytes } from "node:crypto";

/** Hashes of requests are shortened to this many hexadecimal digits (128 bits). */
const DIGITS = 32;

/**
 * Keyed hashes of what is never kept: equal texts have equal hashes within a project, and without its key nobody can try
 * texts against them.
 */
export class KeyedHash {
  readonly #key: string;

  /** @param secret the ingest key; without one the key is random, so hashes compare within this process only. */
  constructor(secret: string | undefined) {
    this.#key =
      secret === undefined ? randomBytes(32).toString("hex") : hash("sha256", `outturn request hash\0${secret}`, "hex");
  }

  /**
   * SHA-256 of key and text, cut in half. The cut keeps anybody from adding to a text whose hash they saw, as HMAC would,
   * and the key's length is fixed, so this is as safe at a third of HMAC's time.
   */
  of(text: string): string {
    return hash("sha256", this.#key + text, "hex").slice(0, DIGITS);
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
