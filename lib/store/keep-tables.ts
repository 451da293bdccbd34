import { dropExpired } from "./drop-expired.ts";
import type { Retained } from "./drop-expired.ts";
import { expireContent } from "./expire-content.ts";
import { forgetTraces } from "./forget-traces.ts";
import { makePartitions, monthsAhead } from "./make-partitions.ts";
import type { Store } from "./open-store.ts";
import { pruneMinutes } from "./prune-minutes.ts";
import { forgetAnswers } from "./remember-answer.ts";
import { isUnavailable } from "./translate-error.ts";

/** How often the leader sees to the tables, and how soon again where months could not go yet. */
const EVERY_MS = 3_600_000;
const WAITING_EVERY_MS = 60_000;

export interface KeepTablesOptions {
  readonly onRetained: (retained: Retained) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * What the tables need besides folds, when it is due: partitions of this month and the next, minutes that are over, answers nobody
 * asks for again, messages and months that expired, and traces whose rows went with them. @returns a function to be called between folds, by the one process that leads.
 */
export function createTableKeeper(
  store: Store,
  { onRetained, onError }: KeepTablesOptions,
): (nowMs: number) => Promise<void> {
  let dueMs = 0;
  let forgetting: AsyncGenerator<number> | null = null;
  let expiring: AsyncGenerator<number> | null = null;

  async function dropMonths(): Promise<boolean> {
    try {
      const retained = await dropExpired(store, new Date());
      onRetained(retained);
      if (retained.before !== null) forgetting = forgetTraces(store, retained.before);
      return retained.waiting;
    } catch (error) {
      // A lock that another held too long, mostly: it is tried again, and folding goes on.
      if (isUnavailable(error)) throw error;
      onError(error);
      return true;
    }
  }

  /** @returns whether that was the last part. */
  async function expireNext(): Promise<boolean> {
    try {
      return (await expiring?.next())?.done === true;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      onError(error);
      return true;
    }
  }

  return async (nowMs) => {
    // A part at a time: folds go on in between.
    if ((await forgetting?.next())?.done === true) forgetting = null;
    if (await expireNext()) expiring = null;
    if (nowMs <= dueMs) return;
    await makePartitions(store.pool, monthsAhead(new Date()));
    await pruneMinutes(store, new Date());
    await forgetAnswers(store, new Date());
    expiring ??= expireContent(store, new Date());
    dueMs = nowMs + ((await dropMonths()) ? WAITING_EVERY_MS : EVERY_MS);
  };
}
