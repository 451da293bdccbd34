import type { TaskEvent } from "#lib/domain/task.ts";

import type { Store } from "./open-store.ts";

const TAKEN_AT_ONCE = 500;

/** Seconds until each next look, and how many days before the statement the call may have begun. The first look is at once. */
const LOOKS = [
  { afterS: 0, backDays: 1 },
  { afterS: 5, backDays: 1 },
  { afterS: 30, backDays: 1 },
  { afterS: 300, backDays: 35 },
  { afterS: 3_600, backDays: 1 },
  { afterS: 86_400, backDays: 1 },
  { afterS: 6 * 86_400, backDays: 1 },
] as const;
const AFTER_S: readonly number[] = LOOKS.map(({ afterS }) => afterS);
const BACK_DAYS: readonly number[] = LOOKS.map(({ backDays }) => backDays);

/** Whoever takes one is the only one to look for it until its next look: a process that dies loses nothing but that look. */
const TAKE = `with due as (
    select project_id, id from awaiting_call where look_at <= now() order by look_at limit ${TAKEN_AT_ONCE} for update skip locked
  )
  update awaiting_call as waiting
  set looks = waiting.looks + 1,
    look_at = now() + make_interval(secs => coalesce(($1::float8[])[waiting.looks + 2], 0))
  from due where waiting.project_id = due.project_id and waiting.id = due.id
  returning waiting.project_id::text, waiting.id, waiting.response_id, waiting.said_at, waiting.event, waiting.looks`;

/** One call for each answer: the first, where a cache or a second instrumentation repeated it. */
const FIND = `select distinct on (response_id) response_id, task_id, own_task, trace_id, span_id from call
  where project_id = $1 and response_id = any($2) and started_at >= $3 and started_at <= $4
  order by response_id, started_at, span_id`;
const FORGET = "delete from awaiting_call where project_id = $1 and id = any($2)";

interface WaitingRow {
  project_id: string;
  id: string;
  response_id: string;
  said_at: Date;
  event: TaskEvent;
  looks: number;
}

interface FoundRow {
  response_id: string;
  task_id: string;
  own_task: boolean;
  trace_id: string;
  span_id: string;
}

/** What one look found. */
export interface Placed {
  /** Statements whose call was found, and which now belong to its task. */
  readonly placed: number;
  /** Statements given up after the last look, a week on. */
  readonly givenUp: number;
  /** Whether more may be due. */
  readonly more: boolean;
}

/** Looks for the calls of what is due, in any project. Several processes share the work; done twice it changes nothing. */
export async function placeAwaiting(store: Store): Promise<Placed> {
  const { rows } = await store.pool.query<WaitingRow>(TAKE, [AFTER_S]);
  let [placed, givenUp] = [0, 0];
  for (const [projectId, waiting = []] of Object.entries(Object.groupBy(rows, (row) => row.project_id))) {
    const found = await findCalls(store, projectId, waiting);
    const events = waiting.flatMap(({ event, response_id }) => {
      const call = found.get(response_id);
      return call === undefined ? [] : [eventAt(event, call)];
    });
    await store.write({ projectId, calls: [], events });
    const tired = waiting.filter(({ looks, response_id }) => looks >= LOOKS.length && !found.has(response_id));
    const done = [...events, ...tired].map(({ id }) => id);
    if (done.length > 0) await store.pool.query(FORGET, [projectId, done]);
    placed += events.length;
    givenUp += tired.length;
  }
  return { placed, givenUp, more: rows.length === TAKEN_AT_ONCE };
}

/** Answers have no index, which every call would pay for: a bounded time is looked through for all that wait, at once. */
async function findCalls(
  { pool }: Store,
  projectId: string,
  waiting: readonly WaitingRow[],
): Promise<Map<string, FoundRow>> {
  const froms = waiting.map(({ said_at, looks }) => said_at.getTime() - (BACK_DAYS[looks - 1] ?? 1) * 86_400_000);
  const to = Math.max(...waiting.map(({ said_at }) => said_at.getTime())) + 86_400_000;
  const { rows } = await pool.query<FoundRow>(FIND, [
    projectId,
    [...new Set(waiting.map(({ response_id }) => response_id))],
    new Date(Math.min(...froms)),
    new Date(to),
  ]);
  return new Map(rows.map((row) => [row.response_id, row]));
}

/** The statement as if it had come within the call's span. */
function eventAt(event: TaskEvent, call: FoundRow): TaskEvent {
  return {
    ...event,
    ownTaskId: call.own_task ? call.task_id : null,
    traceId: call.trace_id,
    parentSpanId: call.span_id,
  };
}
