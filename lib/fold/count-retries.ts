import type { Call } from "#lib/domain/call.ts";
import { invitesRetry } from "#lib/domain/failure.ts";

import { follows } from "./order-calls.ts";

export interface Retries {
  /** HTTP requests of the call; null when its emitter cannot see them. */
  readonly attempts: number | null;
  /** Attempts beyond the first, and later calls that repeated the request; null where attempts are unknown. */
  readonly retries: number | null;
  /** Whether retrying gave up: the last try of the request ended in a transport or provider failure too. */
  readonly exhausted: boolean;
}

/**
 * Retries of each generation call. A call whose request hash equals that of an earlier one which ended in a transport or
 * provider failure is an application retry, counted to the call whose request it repeats.
 * @param calls in order. @returns one entry a call.
 */
export function countRetries(calls: readonly Call[]): Retries[] {
  const repeats = calls.map(() => 0);
  const rootOf = calls.map((_, i) => i);
  const repeated = calls.map(() => false);
  const lastWithHash = new Map<string, number>();
  calls.forEach((call, i) => {
    if (call.requestHash === null) return;
    const j = lastWithHash.get(call.requestHash);
    lastWithHash.set(call.requestHash, i);
    const earlier = j === undefined ? undefined : calls[j];
    if (j === undefined || !earlier || !invitesRetry(earlier.failure) || !follows(call, earlier)) return;
    const root = rootOf[j] ?? j;
    rootOf[i] = root;
    repeated[j] = true;
    repeats[root] = (repeats[root] ?? 0) + 1;
  });
  return calls.map((call, i) => {
    const attempts = attemptsOf(call);
    const again = (attempts ?? 1) > 1 || rootOf[i] !== i;
    return {
      attempts,
      retries: attempts === null ? null : Math.max(0, attempts - 1) + (repeats[i] ?? 0),
      exhausted: again && invitesRetry(call.failure) && repeated[i] !== true,
    };
  });
}

function attemptsOf(call: Call): number | null {
  if (call.attempts === null && call.resendCount === null) return null;
  return Math.max(call.attempts?.length ?? 0, (call.resendCount ?? -1) + 1);
}
