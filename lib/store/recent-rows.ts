import { randomInt } from "node:crypto";

import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import type { TaskRows } from "#lib/fold/rows.ts";

import type { Placed } from "./call-columns.ts";

/** Rows held at most; a mark of rows beyond them names no batch, and its task is read from the database. */
const MOST_ROWS = 40_000;
/** Batches of all processes draw from as many names, so that no two that wait at a time share one. */
const NAMES = 2 ** 48 - 1;

/** The new rows of one task in one transaction. */
interface NewRows {
  readonly calls: Call[];
  readonly events: TaskEvent[];
}

/**
 * Rows that this process wrote and will fold: the fold need not read back what is still in memory. A batch is named on the marks
 * of its tasks, in the transaction of its rows; so whoever reads a mark knows whether it holds all the rows behind it, and a
 * batch that is not here (another process wrote it, or it was too much) only costs reading.
 */
export class RecentRows {
  readonly #batches = new Map<string, ReadonlyMap<string, NewRows>>();
  readonly #mostRows: number;
  #isRead = false;
  #rows = 0;

  constructor(mostRows = MOST_ROWS) {
    this.#mostRows = mostRows;
  }

  /** A fold of this process reads from here from now on. */
  open(): void {
    this.#isRead = true;
  }

  /** Forgets everything, and holds no more until opened again. */
  close(): void {
    this.#isRead = false;
    this.#batches.clear();
    this.#rows = 0;
  }

  /** Holds the new rows of a transaction before it is committed. @returns the batch's name; null when they are not held. */
  hold(calls: readonly Placed<Call>[], events: readonly Placed<TaskEvent>[]): string | null {
    const rows = calls.length + events.length;
    if (!this.#isRead || rows === 0 || this.#rows + rows > this.#mostRows) return null;
    const batch = new Map<string, NewRows>();
    const of = (taskId: string): NewRows => {
      const known = batch.get(taskId) ?? { calls: [], events: [] };
      batch.set(taskId, known);
      return known;
    };
    for (const { taskId, row } of calls) of(taskId).calls.push(row);
    for (const { taskId, row } of events) of(taskId).events.push(row);
    const name = String(randomInt(1, NAMES));
    this.#batches.set(name, batch);
    this.#rows += rows;
    return name;
  }

  /** Lets go of batches: folded, or not committed after all. */
  release(names: Iterable<string>): void {
    for (const name of names) {
      for (const { calls, events } of this.#batches.get(name)?.values() ?? [])
        this.#rows -= calls.length + events.length;
      this.#batches.delete(name);
    }
  }

  /** All rows of a task that these batches brought; null unless each of them is held. */
  rowsOf(taskId: string, names: Iterable<string>): TaskRows | null {
    const calls: Call[] = [];
    const events: TaskEvent[] = [];
    for (const name of names) {
      const rows = this.#batches.get(name)?.get(taskId);
      if (rows === undefined) return null;
      calls.push(...rows.calls);
      events.push(...rows.events);
    }
    return { taskId, calls, events };
  }
}
