import { dropExpired } from "./drop-expired.ts";
import type { Retained } from "./drop-expired.ts";
import { makePartitions, monthsAhead } from "./make-partitions.ts";
import type { Store } from "./open-store.ts";
import { pruneMinutes } from "./prune-minutes.ts";
import { isUnavailable } from "./translate-error.ts";

/** How often the leader sees to the tables, and how soon again where months could not go yet. */
const EVERY_MS = 3_600_000;
const WAITING_EVERY_MS = 60_000;

export interface KeepTablesOptions {
  readonly onRetained: (retained: Retained) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * What the tables need besides folds, when it is due: partitions of this month and the next, minutes that are over, months
 * that expired. @returns a function to be called between folds, by the one process that leads.
 */
export function createTableKeeper(
  store: Store,
  { onRetained, onError }: KeepTablesOptions,
): (nowMs: number) => Promise<void> {
  let dueMs = 0;

  async function dropMonths(): Promise<boolean> {
    try {
      const retained = await dropExpired(store, new Date());
      onRetained(retained);
      return retained.waiting;
    } catch (error) {
      // A lock that another held too long, mostly: it is tried again, and folding goes on.
      if (isUnavailable(error)) throw error;
      onError(error);
      return true;
    }
  }

  return async (nowMs) => {
    if (nowMs <= dueMs) return;
    await makePartitions(store.pool, monthsAhead(new Date()));
    await pruneMinutes(store, new Date());
    dueMs = nowMs + ((await dropMonths()) ? WAITING_EVERY_MS : EVERY_MS);
  };
}
