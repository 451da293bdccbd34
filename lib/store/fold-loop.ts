import { setTimeout } from "node:timers/promises";

import type { PoolClient } from "pg";

import { OutturnError } from "#lib/domain/errors.ts";

import { foldDirty, MARKS_AT_ONCE } from "./fold-dirty.ts";
import type { OnPoisoned } from "./fold-dirty.ts";
import { createTableKeeper } from "./keep-tables.ts";
import type { Store } from "./open-store.ts";
import { refoldHistory } from "./refold-history.ts";
import type { RecentRows } from "./recent-rows.ts";
import type { Retained } from "./drop-expired.ts";
import { isTransient, isUnavailable } from "./translate-error.ts";

/** Key of the session advisory lock that the one folding process of a database holds. */
const FOLD_LOCK = 7_268_114_253n;

/** A fold writes each cell it touches once, however many tasks it has: with as many marks it waits longer, for more of them. */
const BUSY_MARKS = 300;
const BUSY_INTERVALS = 3;

/** Tasks that cannot be folded which one loop reports. */
const MOST_TOLD = 1_000;

export interface FoldLoopOptions {
  /** Between folds, milliseconds, and three times that between those of many tasks; 250 when not given. */
  readonly intervalMs?: number;
  /** Between looks whether another process gave up the lead, milliseconds; 1,000 when not given. */
  readonly standbyMs?: number;
  /** Told of every fold, and every task, that failed; the loop goes on. */
  readonly onError?: (error: unknown) => void;
  /** Told of months whose raw rows were dropped, and of those that were to go and still waited for a fold. */
  readonly onRetained?: (retained: Retained) => void;
  /** Told of every fold that changed something: marks worked off, and how long that took. */
  readonly onFold?: (fold: { readonly marks: number; readonly durationMs: number }) => void;
}

export interface FoldLoop {
  start(): void;
  /** Ends after the fold that is running; resolves when the lead is given up. */
  stop(): Promise<void>;
}

/**
 * Keeps the roll-ups up to date. States: stopped → standing by (another process leads) → leading → stopped. A lost
 * connection loses the lock with it, so the loop goes back to standing by; nothing half folded is ever committed.
 */
export function createFoldLoop(store: Store, options: FoldLoopOptions = {}): FoldLoop {
  const { intervalMs = 250, standbyMs = 1_000, onError = () => undefined, onFold = () => undefined } = options;
  const { onRetained = () => undefined } = options;
  let running: Promise<void> | undefined;
  let halt = new AbortController();

  async function pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: halt.signal }).catch(() => undefined);
  }

  const told = new Set<string>();
  const onPoisoned: OnPoisoned = ({ projectId, taskId, error }) => {
    // It is tried again in every round; once is enough to say so.
    if (told.has(`${projectId} ${taskId}`) || told.size >= MOST_TOLD) return;
    told.add(`${projectId} ${taskId}`);
    const said = error instanceof Error ? error.message : String(error);
    const message = `Task "${taskId}" of project ${projectId} could not be folded (${said}); it stays dirty, the others go on.`;
    onError(new OutturnError("internal", message, { cause: error }));
  };

  async function run({ signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!(await withLead(store, (client) => lead(client, signal)))) await pause(standbyMs);
      } catch (error) {
        onError(error);
        await pause(standbyMs);
      }
    }
  }

  async function lead(client: PoolClient, signal: AbortSignal): Promise<void> {
    const keepTables = createTableKeeper(store, { onRetained, onError });
    store.recent.open();
    try {
      while (!signal.aborted) {
        const began = performance.now();
        await keepTables(began);
        const marks = await foldOnce(client, store.recent, onPoisoned).catch((error: unknown) => {
          if (isUnavailable(error)) throw error;
          if (!isTransient(error)) onError(error);
          return 0;
        });
        // History waits while new rows keep the fold busy.
        if (marks <= BUSY_MARKS) await inOneTransaction(client, refoldHistory);
        if (marks > 0) onFold({ marks, durationMs: performance.now() - began });
        const wantedMs = marks > BUSY_MARKS && marks < MARKS_AT_ONCE ? BUSY_INTERVALS * intervalMs : intervalMs;
        await pause(Math.max(0, wantedMs - (performance.now() - began)));
      }
    } finally {
      store.recent.close();
    }
  }

  return {
    start: () => {
      if (running) return;
      halt = new AbortController();
      running = run(halt);
    },
    stop: async () => {
      halt.abort();
      await running;
      running = undefined;
    },
  };
}

async function foldOnce(client: PoolClient, recent: RecentRows, onPoisoned?: OnPoisoned): Promise<number> {
  return inOneTransaction(client, async () => foldDirty(client, recent, onPoisoned));
}

async function inOneTransaction<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Runs `work` while this process alone holds the fold's lock. @returns false, at once, when another holds it. */
async function withLead(store: Store, work: (client: PoolClient) => Promise<void>): Promise<boolean> {
  const client = await store.pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [FOLD_LOCK]);
    if (rows[0]?.held !== true) {
      broken = false;
      return false;
    }
    await work(client);
    await client.query("select pg_advisory_unlock($1)", [FOLD_LOCK]);
    broken = false;
    return true;
  } finally {
    client.release(broken);
  }
}

/**
 * Folds until nothing is dirty, in this process: for tests, imports and the command line.
 * @returns how many marks were worked off; null when another process leads and does it.
 * @throws what kept a task from being folded.
 */
export async function foldUntilClean(store: Store): Promise<number | null> {
  let total = 0;
  const led = await withLead(store, async (client) => {
    const fail: OnPoisoned = ({ error }) => {
      throw error;
    };
    for (;;) {
      const marks = await foldOnce(client, store.recent, fail);
      total += marks;
      if (marks === 0 && (await inOneTransaction(client, refoldHistory)) === 0) break;
    }
  });
  return led ? total : null;
}
