import type { Pool } from "pg";

import type { Batch, Call } from "#lib/domain/call.ts";
import type { CallContent } from "#lib/domain/content.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

import { CALL_COLUMNS } from "./call-columns.ts";
import type { Placed } from "./call-columns.ts";
import { insertContents } from "./call-contents.ts";
import type { Column } from "./column.ts";
import { copyRows } from "./copy-rows.ts";
import { EVENT_COLUMNS } from "./event-columns.ts";
import { inTransaction } from "./in-transaction.ts";
import { insertCalls, insertEvents } from "./insert-rows.ts";
import { keepAwaiting, namesItsTask } from "./keep-awaiting.ts";
import { markDirty } from "./mark-dirty.ts";
import type { Touched } from "./mark-dirty.ts";
import { moveRows } from "./move-rows.ts";
import { homeOf, placeTraces } from "./place-traces.ts";
import type { TraceState } from "./place-traces.ts";
import type { RecentRows } from "./recent-rows.ts";
import { isDuplicate } from "./translate-error.ts";

export interface WriteTo {
  readonly pool: Pool;
  /** Holds the new rows for the fold of this process. */
  readonly recent: RecentRows;
}

/**
 * Writes a batch in one transaction: records what its traces name, moves the rows this moves, adds what is not there
 * yet, and marks the touched tasks. The same batch again changes nothing and marks nothing.
 */
export async function writeBatch(to: WriteTo, batch: Batch): Promise<void> {
  try {
    await write(to, batch, true);
  } catch (error) {
    // A row came twice, or its trace was forgotten (`forget-traces.ts`) while the row was not: each is looked for.
    if (!isDuplicate(error)) throw error;
    await write(to, batch, false);
  }
}

/** @param trusting whether rows of traces that nobody knew are taken for new; Postgres refuses the batch when they are not. */
async function write({ pool, recent }: WriteTo, batch: Batch, trusting: boolean): Promise<void> {
  const { projectId } = batch;
  const names = namesByTrace(batch);
  const held: string[] = [];
  try {
    await inTransaction(pool, async (client) => {
      // Of a try that Postgres broke off.
      recent.release(held.splice(0));
      const { states, moves, isNew } = await placeTraces(client, projectId, names);
      const moved = await moveRows(client, projectId, moves);
      const calls = placedBy(batch.calls, states, trusting ? isNew : NONE);
      await keepAwaiting(client, projectId, batch.events);
      const events = placedBy(batch.events.filter(namesItsTask), states, trusting ? isNew : NONE);
      await copyRows(client, "call", [projectColumn(projectId), ...CALL_COLUMNS], calls.fresh);
      await copyRows(client, "task_event", [projectColumn(projectId), ...EVENT_COLUMNS], events.fresh);
      await insertContents(client, projectId, placedContents(batch, states));
      const name = recent.hold(calls.fresh, events.fresh);
      if (name !== null) held.push(name);
      await markDirty(client, projectId, [
        ...moved,
        ...(await insertCalls(client, projectId, calls.known)),
        ...(await insertEvents(client, projectId, events.known)),
        ...touchedBy(calls.fresh, name),
        ...touchedBy(events.fresh, name),
      ]);
    });
  } catch (error) {
    recent.release(held);
    throw error;
  }
}

const NONE: ReadonlySet<string> = new Set();

function projectColumn(projectId: string): Column<unknown> {
  return { name: "project_id", type: "uuid", of: () => projectId };
}

interface PlacedRows<Row> {
  /** Rows of traces that nobody knew: none of them can be there yet. */
  readonly fresh: Placed<Row>[];
  readonly known: Placed<Row>[];
}

function placedBy<Row extends Call | TaskEvent>(
  rows: readonly Row[],
  states: ReadonlyMap<string, TraceState>,
  isNew: ReadonlySet<string>,
): PlacedRows<Row> {
  const placed: PlacedRows<Row> = { fresh: [], known: [] };
  for (const row of rows) {
    const list = row.traceId !== null && isNew.has(row.traceId) ? placed.fresh : placed.known;
    list.push({ row, taskId: taskOf(row, states) });
  }
  return placed;
}

function placedContents({ contents = [] }: Batch, states: ReadonlyMap<string, TraceState>): Placed<CallContent>[] {
  return contents.map((row) => ({ row, taskId: taskOf(row, states) }));
}

function touchedBy(rows: readonly Placed<Call | TaskEvent>[], batch: string | null): Touched[] {
  return rows.map(({ taskId, row: { startUs } }) => ({ taskId, firstUs: startUs, lastUs: startUs, batch }));
}

/** The tasks that the spans of each trace name in this batch; an empty set where they name none. */
function namesByTrace({ calls, events, contents = [] }: Batch): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { traceId, ownTaskId } of [...calls, ...events, ...contents]) {
    if (traceId === null) continue;
    const known = names.get(traceId) ?? new Set();
    if (ownTaskId !== null) known.add(ownTaskId);
    names.set(traceId, known);
  }
  return names;
}

function taskOf(row: Call | TaskEvent | CallContent, states: ReadonlyMap<string, TraceState>): string {
  if (row.ownTaskId !== null) return row.ownTaskId;
  const state = row.traceId === null ? undefined : states.get(row.traceId);
  if (state) return homeOf(state);
  // Without a task or a trace an event is all that is known of a task of its own.
  return row.traceId ?? ("id" in row ? row.id : row.spanId);
}
