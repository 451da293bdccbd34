import type { PoolClient } from "pg";

import { JOB_STATES } from "#lib/domain/job.ts";
import type { EraseJob, EraseRequest, Job, RepriceJob, RepriceRequest } from "#lib/domain/job.ts";

import { inTransaction } from "./in-transaction.ts";
import type { Store } from "./open-store.ts";

/** Key of the advisory lock under which jobs are given out, so that each runs in one process. */
const CLAIM_LOCK = 7_268_114_254n;
/** A runner that says nothing for so long is gone: its job goes on elsewhere, from where it was. */
const GONE_AFTER_S = 60;

interface JobRow {
  id: string;
  project_id: string;
  kind: string;
  state: string;
  request: Job["request"];
  done: number;
  total: number | null;
  result: Job["result"];
  error: string | null;
  cancel_asked: boolean;
  requested_by: string;
  created_at: Date;
  finished_at: Date | null;
  cursor: string | null;
  hold: string;
}

const COLUMNS = `id::text, project_id::text, kind, state, request, done, total, result, error, cancel_asked, requested_by,
  created_at, finished_at, cursor, seen_at::text as hold`;

/** A job in the hands of one runner. */
export interface HeldJob<Kind extends Job = Job> {
  readonly job: Kind;
  readonly cursor: string | null;
  /** Proof that it is still this runner's: another's claim changes it. */
  readonly hold: string;
}

interface NewJob<Request> {
  readonly projectId: string;
  readonly request: Request;
  readonly requestedBy: string;
}

const CREATE = `insert into job (project_id, kind, request, requested_by) values ($1, $2, $3::jsonb, $4) returning ${COLUMNS}`;

/** Queues the re-pricing of a project's calls. */
export async function createRepriceJob(store: Store, job: NewJob<RepriceRequest>): Promise<RepriceJob> {
  const created = await createJob(store, "reprice", job);
  if (created.kind !== "reprice") throw new Error(`job ${created.id} came back as another kind`);
  return created;
}

/** Queues the deletion of a project's tasks. */
export async function createEraseJob(store: Store, job: NewJob<EraseRequest>): Promise<EraseJob> {
  const created = await createJob(store, "erase", job);
  if (created.kind !== "erase") throw new Error(`job ${created.id} came back as another kind`);
  return created;
}

async function createJob(store: Store, kind: Job["kind"], job: NewJob<Job["request"]>): Promise<Job> {
  const values = [job.projectId, kind, JSON.stringify(job.request), job.requestedBy];
  const { rows } = await store.pool.query<JobRow>(CREATE, values);
  return first(rows.map(toJob));
}

/** The latest jobs of a project, newest first. */
export async function listJobs(store: Store, projectId: string, limit = 20): Promise<Job[]> {
  const { rows } = await store.pool.query<JobRow>(
    `select ${COLUMNS} from job where project_id = $1 order by created_at desc, id limit $2`,
    [projectId, limit],
  );
  return rows.map(toJob);
}

export async function findJob(store: Store, projectId: string, id: string): Promise<Job | null> {
  const { rows } = await store.pool.query<JobRow>(`select ${COLUMNS} from job where project_id = $1 and id = $2`, [
    projectId,
    id,
  ]);
  return rows[0] ? toJob(rows[0]) : null;
}

/** Asks a job to stop after the part it is at; one that waits never begins. @returns false when it has ended, or is not there. */
export async function cancelJob(store: Store, projectId: string, id: string): Promise<boolean> {
  const { rowCount } = await store.pool.query(
    `update job set cancel_asked = true,
       state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then now() end
     where project_id = $1 and id = $2 and state in ('queued', 'running')`,
    [projectId, id],
  );
  return (rowCount ?? 0) > 0;
}

/** Takes the oldest job that waits, or whose runner is gone; one a project at a time. @param id that one only. */
export async function claimJob(store: Store, id: string | null = null): Promise<HeldJob | null> {
  return inTransaction(store.pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [CLAIM_LOCK]);
    const { rows } = await client.query<JobRow>(
      `with free as (
         select * from job where state = 'queued'
           or (state = 'running' and seen_at < clock_timestamp() - $2 * interval '1 second')
       )
       update job set state = 'running', started_at = coalesce(started_at, now()), seen_at = clock_timestamp()
       where id = (
         select id from free where ($1::uuid is null or id = $1)
           and not exists (select from job as other where other.project_id = free.project_id and other.state = 'running'
             and other.id <> free.id and not exists (select from free as gone where gone.id = other.id))
         order by created_at, id limit 1
       ) returning ${COLUMNS}`,
      [id, GONE_AFTER_S],
    );
    const [row] = rows;
    return row ? { job: toJob(row), cursor: row.cursor, hold: row.hold } : null;
  });
}

export interface Progress {
  readonly cursor: string;
  readonly done: number;
  readonly total: number;
  readonly result: NonNullable<Job["result"]>;
}

/** Records how far a job is, in the transaction of the work. @returns null when it is another runner's by now. */
export async function advanceJob(client: PoolClient, held: HeldJob, progress: Progress): Promise<HeldJob | null> {
  const { cursor, done, total, result } = progress;
  const { rows } = await client.query<JobRow>(
    `update job set cursor = $3, done = $4, total = $5, result = $6::jsonb, seen_at = clock_timestamp()
     where id = $1 and state = 'running' and seen_at = $2::timestamptz returning ${COLUMNS}`,
    [held.job.id, held.hold, cursor, done, total, JSON.stringify(result)],
  );
  const [row] = rows;
  return row ? { job: toJob(row), cursor: row.cursor, hold: row.hold } : null;
}

/** Ends a job that is still this runner's. */
export async function finishJob(
  store: Store,
  { job, hold }: HeldJob,
  state: "done" | "cancelled" | "failed",
  error: string | null = null,
): Promise<void> {
  await store.pool.query(
    `update job set state = $3, error = $4, finished_at = now()
     where id = $1 and state = 'running' and seen_at = $2::timestamptz`,
    [job.id, hold, state, error],
  );
}

function toJob(row: JobRow): Job {
  const job = {
    id: row.id,
    projectId: row.project_id,
    // Written by this file only; a state that this version does not know was written by a newer one, which is at it.
    state: JOB_STATES.find((known) => known === row.state) ?? "running",
    done: row.done,
    total: row.total,
    error: row.error,
    cancelAsked: row.cancel_asked,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
  // A job's request and result are written by what is of its kind only.
  const { request, result } = row;
  return row.kind === "erase"
    ? { ...job, kind: "erase", request: request as EraseRequest, result: result as EraseJob["result"] }
    : { ...job, kind: "reprice", request: request as RepriceRequest, result: result as RepriceJob["result"] };
}

function first<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("the database returned no row for what it inserted");
  return row;
}
