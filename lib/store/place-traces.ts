import type { PoolClient } from "pg";

import type { Column } from "./column.ts";
import { unnestRows, unnestSelect } from "./columns.ts";

/** What a trace's spans name: nothing yet, one task, or several (then it lends none to its other spans). */
export interface TraceState {
  readonly traceId: string;
  readonly taskId: string | null;
  readonly shared: boolean;
}

/** The unnamed rows of a trace, and where they go now that it names another number of tasks than before. */
export interface Move {
  readonly traceId: string;
  readonly from: string;
  readonly to: string;
}

/** Where a trace's unnamed spans belong: the one task it names, else a task of the trace's own. */
export function homeOf(state: TraceState): string {
  return state.shared || state.taskId === null ? state.traceId : state.taskId;
}

function addNames(state: TraceState, names: ReadonlySet<string>): TraceState {
  if (state.shared) return state;
  const all = new Set(names);
  if (state.taskId !== null) all.add(state.taskId);
  if (all.size > 1) return { ...state, taskId: null, shared: true };
  const [only = null] = all;
  return { ...state, taskId: only };
}

const COLUMNS: readonly Column<TraceState>[] = [
  { name: "trace_id", type: "text", of: ({ traceId }) => traceId },
  { name: "task_id", type: "text", of: ({ taskId }) => taskId },
  { name: "shared", type: "boolean", of: ({ shared }) => shared },
];

// The update changes nothing: it locks the rows that are there, in the order of their traces, until the transaction ends.
const LOCK_OR_INSERT = `
  insert into trace_task as known (project_id, trace_id, task_id, shared)
  select $1::uuid, new.* from (${unnestSelect(COLUMNS, 2)}) as new
  on conflict (project_id, trace_id) do update set shared = known.shared where false
  returning trace_id`;

const READ = `select trace_id, task_id, shared from trace_task where project_id = $1 and trace_id = any($2)`;

const CHANGE = `
  insert into trace_task (project_id, trace_id, task_id, shared)
  select $1::uuid, new.* from (${unnestSelect(COLUMNS, 2)}) as new
  on conflict (project_id, trace_id) do update set task_id = excluded.task_id, shared = excluded.shared`;

/**
 * Records which tasks the traces name, and answers what they name now, which rows that moves, and which traces nobody knew.
 * The traces stay locked until the transaction ends, so no other write can place their rows by what is changing here.
 */
export async function placeTraces(
  client: PoolClient,
  projectId: string,
  namesByTrace: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<{ states: Map<string, TraceState>; moves: Move[]; isNew: ReadonlySet<string> }> {
  const fresh = [...namesByTrace.keys()]
    .sort()
    .map((traceId) => addNames({ traceId, taskId: null, shared: false }, namesByTrace.get(traceId) ?? new Set()));
  const states = new Map(fresh.map((state) => [state.traceId, state]));
  if (fresh.length === 0) return { states, moves: [], isNew: new Set() };
  const inserted = await client.query<{ trace_id: string }>({
    name: "lock-traces",
    text: LOCK_OR_INSERT,
    values: [projectId, ...unnestRows(COLUMNS, fresh).values],
  });
  const isNew = new Set(inserted.rows.map((row) => row.trace_id));
  const old = fresh.filter(({ traceId }) => !isNew.has(traceId)).map(({ traceId }) => traceId);
  const changed: TraceState[] = [];
  const moves: Move[] = [];
  for (const before of old.length > 0 ? await readStates(client, projectId, old) : []) {
    const after = addNames(before, namesByTrace.get(before.traceId) ?? new Set());
    states.set(before.traceId, after);
    if (after.taskId !== before.taskId || after.shared !== before.shared) changed.push(after);
    if (homeOf(after) !== homeOf(before))
      moves.push({ traceId: before.traceId, from: homeOf(before), to: homeOf(after) });
  }
  if (changed.length > 0) await client.query(CHANGE, [projectId, ...unnestRows(COLUMNS, changed).values]);
  return { states, moves, isNew };
}

async function readStates(client: PoolClient, projectId: string, traceIds: readonly string[]): Promise<TraceState[]> {
  const { rows } = await client.query<{ trace_id: string; task_id: string | null; shared: boolean }>({
    name: "read-traces",
    text: READ,
    values: [projectId, traceIds],
  });
  return rows.map((row) => ({ traceId: row.trace_id, taskId: row.task_id, shared: row.shared }));
}
