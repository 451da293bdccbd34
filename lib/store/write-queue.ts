import type { Batch } from "#lib/domain/call.ts";
import { OutturnError } from "#lib/domain/errors.ts";

import { measureBatch } from "./measure-batch.ts";
import type { BatchSize } from "./measure-batch.ts";

/** What may wait to be written, and how much of it goes together. */
export interface QueueLimits {
  /** Rows and bytes that wait or are being written; a batch beyond them is refused, unless nothing else is there. */
  readonly rows: number;
  readonly bytes: number;
  /** Rows of one transaction; a larger batch still goes whole. */
  readonly rowsTogether: number;
  /** Transactions at a time: while Postgres works on one, the next is encoded. */
  readonly writers: number;
}

export const QUEUE_LIMITS: QueueLimits = { rows: 25_000, bytes: 64 * 1024 * 1024, rowsTogether: 2_000, writers: 2 };

export interface WriteQueue {
  /**
   * Resolves once the batch is committed.
   * @throws OutturnError `too_many_requests` when more waits than may; otherwise what writing this batch threw.
   */
  write(batch: Batch): Promise<void>;
  /** Resolves once nothing waits any more. */
  drained(): Promise<void>;
}

interface Waiting {
  readonly batch: Batch;
  readonly size: BatchSize;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** Exporters wait at least this long before they send again, in seconds; by then most of a full queue is written. */
const RETRY_AFTER_S = 1;

/**
 * Batches that arrive while others are being written go together in the next transaction of their project. Each is told
 * of its own fate alone: where a transaction fails, its halves are written apart, down to the single batches that fail.
 */
export function createWriteQueue(commit: (batch: Batch) => Promise<void>, limits = QUEUE_LIMITS): WriteQueue {
  const waiting = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();
  const held = { rows: 0, bytes: 0 };

  function requireRoom({ rows, bytes }: BatchSize): void {
    const fits = held.rows + rows <= limits.rows && held.bytes + bytes <= limits.bytes;
    if (fits || held.rows === 0) return;
    throw new OutturnError(
      "too_many_requests",
      `${held.rows} rows wait to be written, and ${rows} more are beyond what may: send them again in ${RETRY_AFTER_S} s.`,
      { retryAfter: RETRY_AFTER_S },
    );
  }

  /** Projects take turns, so that a busy one does not hold up the others. */
  function takeGroup(): Waiting[] | null {
    const [next] = waiting;
    if (next === undefined) return null;
    const [projectId, queue] = next;
    let rows = 0;
    const fitting = queue.findIndex(({ size }) => (rows += size.rows) > limits.rowsTogether);
    const group = queue.splice(0, fitting === -1 ? queue.length : Math.max(1, fitting));
    waiting.delete(projectId);
    if (queue.length > 0) waiting.set(projectId, queue);
    return group;
  }

  function startWriters(): void {
    while (running.size < limits.writers) {
      const group = takeGroup();
      if (group === null) return;
      const run = commitOrSplit(commit, group).finally(() => {
        running.delete(run);
        for (const { size } of group) {
          held.rows -= size.rows;
          held.bytes -= size.bytes;
        }
        startWriters();
      });
      running.add(run);
    }
  }

  return {
    write: async (batch) => {
      const size = measureBatch(batch);
      requireRoom(size);
      held.rows += size.rows;
      held.bytes += size.bytes;
      return new Promise<void>((done, fail) => {
        const queue = waiting.get(batch.projectId) ?? [];
        queue.push({ batch, size, done, fail });
        waiting.set(batch.projectId, queue);
        startWriters();
      });
    },
    drained: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Never rejects: every batch of the group hears of its own end. */
async function commitOrSplit(commit: (batch: Batch) => Promise<void>, group: readonly Waiting[]): Promise<void> {
  try {
    await commit(together(group));
    for (const { done } of group) done();
  } catch (error) {
    // Nothing is wrong with the rows when the database is gone: each is to be sent again.
    if (group.length === 1 || error instanceof OutturnError) {
      for (const { fail } of group) fail(error);
      return;
    }
    const half = Math.ceil(group.length / 2);
    await commitOrSplit(commit, group.slice(0, half));
    await commitOrSplit(commit, group.slice(half));
  }
}

function together(group: readonly Waiting[]): Batch {
  const [first] = group;
  if (first === undefined || group.length === 1) return first?.batch ?? { projectId: "", calls: [], events: [] };
  return {
    projectId: first.batch.projectId,
    calls: group.flatMap(({ batch }) => batch.calls),
    events: group.flatMap(({ batch }) => batch.events),
    contents: group.flatMap(({ batch }) => batch.contents ?? []),
  };
}
