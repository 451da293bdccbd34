import type { Policy } from "#lib/domain/policy.ts";

import type { Endpoint } from "../delivery/post-json.ts";
import { readPolicy } from "./policy.ts";

const FRESH_MS = 300_000;
/** After a failure the server is left alone for so long. */
const RETRY_MS = 30_000;
/** A call must not wait longer for advice on it. */
const TIMEOUT_MS = 1500;

/**
 * The project's policy as the server last gave it. States: unknown → known; it is asked for when somebody wants it, waited for
 * the first time only, and then kept for five minutes. A server that is away or has no policy leaves the last one known.
 */
export class PolicySource {
  readonly #endpoint: Endpoint;
  #policy: Policy | null = null;
  #askAfter = 0;
  #asking: Promise<void> | null = null;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** The policy; null when none is known. Never rejects. */
  async get(): Promise<Policy | null> {
    if (Date.now() >= this.#askAfter) this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    if (this.#policy === null && this.#asking !== null) await this.#asking;
    return this.#policy;
  }

  async #ask(): Promise<void> {
    const { url, key, fetch } = this.#endpoint;
    this.#askAfter = Date.now() + RETRY_MS;
    try {
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      const policy = response.ok ? readPolicy(await response.json()) : null;
      // A server without a policy, or too old for one, says 404: that is an answer, and good for as long as one.
      if (response.status === 404 || policy !== null) {
        this.#policy = policy;
        this.#askAfter = Date.now() + FRESH_MS;
      }
    } catch {
      // Away: what is known stays, and the next one asks again.
    }
  }
}
