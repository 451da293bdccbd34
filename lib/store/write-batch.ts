import type { Pool } from "pg";

import type { Batch, Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

import { inTransaction } from "./in-transaction.ts";
import { insertCalls, insertEvents } from "./insert-rows.ts";
import { markDirty } from "./mark-dirty.ts";
import { moveRows } from "./move-rows.ts";
import { homeOf, placeTraces } from "./place-traces.ts";
import type { TraceState } from "./place-traces.ts";

/**
 * Writes a batch in one transaction: records what its traces name, moves the rows this moves, inserts what is not there
 * yet, and marks the touched tasks. The same batch again changes nothing and marks nothing.
 */
export async function writeBatch(pool: Pool, batch: Batch): Promise<void> {
  const { projectId } = batch;
  const names = namesByTrace(batch);
  await inTransaction(pool, async (client) => {
    const { states, moves } = await placeTraces(client, projectId, names);
    const moved = await moveRows(client, projectId, moves);
    const calls = await insertCalls(
      client,
      projectId,
      batch.calls.map((row) => ({ row, taskId: taskOf(row, states) })),
    );
    const events = await insertEvents(
      client,
      projectId,
      batch.events.map((row) => ({ row, taskId: taskOf(row, states) })),
    );
    await markDirty(client, projectId, [...moved, ...calls, ...events]);
  });
}

/** The tasks that the spans of each trace name in this batch; an empty set where they name none. */
function namesByTrace({ calls, events }: Batch): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { traceId, ownTaskId } of [...calls, ...events]) {
    if (traceId === null) continue;
    const known = names.get(traceId) ?? new Set();
    if (ownTaskId !== null) known.add(ownTaskId);
    names.set(traceId, known);
  }
  return names;
}

function taskOf(row: Call | TaskEvent, states: ReadonlyMap<string, TraceState>): string {
  if (row.ownTaskId !== null) return row.ownTaskId;
  const state = row.traceId === null ? undefined : states.get(row.traceId);
  if (state) return homeOf(state);
  // Without a task or a trace an event is all that is known of a task of its own.
  return row.traceId ?? ("id" in row ? row.id : row.spanId);
}
