/** What counts against whom. */
export interface AttemptLimits {
  /** Failures of one key that are borne within the window. */
  readonly most: number;
  readonly windowMs: number;
  /** Keys remembered at once; beyond it the oldest is forgotten. */
  readonly keys: number;
}

export interface AttemptLimiter {
  /** Whether this key has failed too often to be tried again now. */
  isBlocked(key: string, nowMs: number): boolean;
  noteFailure(key: string, nowMs: number): void;
  /** Somebody who got in may start counting anew. */
  forget(key: string): void;
}

interface Count {
  failures: number;
  readonly endsMs: number;
}

/** Counts failures by key in windows that begin with the first. In memory: a restart forgives, and each process counts its own. */
export function limitAttempts({ most, windowMs, keys }: AttemptLimits): AttemptLimiter {
  const counts = new Map<string, Count>();
  const current = (key: string, nowMs: number): Count | undefined => {
    const count = counts.get(key);
    if (count !== undefined && count.endsMs > nowMs) return count;
    counts.delete(key);
    return undefined;
  };
  return {
    isBlocked: (key, nowMs) => (current(key, nowMs)?.failures ?? 0) >= most,
    noteFailure(key, nowMs) {
      const count = current(key, nowMs);
      if (count !== undefined) {
        count.failures += 1;
        return;
      }
      const oldest = counts.size >= keys ? counts.keys().next().value : undefined;
      if (oldest !== undefined) counts.delete(oldest);
      counts.set(key, { failures: 1, endsMs: nowMs + windowMs });
    },
    forget(key) {
      counts.delete(key);
    },
  };
}
