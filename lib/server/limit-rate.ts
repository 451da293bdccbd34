/** A window of one key's requests. */
interface Window {
  readonly endsMs: number;
  used: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** Requests left in the window. */
  readonly remaining: number;
  /** Seconds until the window ends, at least 1. */
  readonly resetS: number;
}

const WINDOW_MS = 60_000;
/** Far more keys than an installation has; beyond it counting starts anew rather than memory growing. */
const MOST_KEYS = 10_000;

const windows = new Map<string, Window>();

/** Counts one request against a key's limit for a minute, in this process. */
export function takeRequest(keyId: string, perMinute: number, nowMs: number): Taken {
  const found = windows.get(keyId);
  const window = found !== undefined && found.endsMs > nowMs ? found : { endsMs: nowMs + WINDOW_MS, used: 0 };
  if (window !== found) {
    if (windows.size >= MOST_KEYS) windows.clear();
    windows.set(keyId, window);
  }
  const allowed = window.used < perMinute;
  if (allowed) window.used += 1;
  return {
    allowed,
    remaining: perMinute - window.used,
    resetS: Math.max(1, Math.ceil((window.endsMs - nowMs) / 1000)),
  };
}

/** The headers of draft-ietf-httpapi-ratelimit-headers-10. */
export function rateHeaders(perMinute: number, { remaining, resetS }: Taken): Readonly<Record<string, string>> {
  return {
    "ratelimit-policy": `"key";q=${perMinute};w=${WINDOW_MS / 1000}`,
    ratelimit: `"key";r=${remaining};t=${resetS}`,
  };
}
