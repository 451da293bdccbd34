import type { PoolClient } from "pg";

import { inTransaction } from "./in-transaction.ts";
import { advanceJob } from "./jobs.ts";
import type { HeldJob, Progress } from "./jobs.ts";
import type { Store } from "./open-store.ts";

class LostJob extends Error {}

/**
 * One part of a job: its writes and the job's progress in one transaction, so that an interrupted job goes on without doing anything
 * twice. @returns null when `part` found nothing left, or the job is another runner's by now.
 */
export async function workOn(
  store: Store,
  part: (client: PoolClient) => Promise<HeldJob | null>,
): Promise<HeldJob | null> {
  return inTransaction(store.pool, part).catch((error: unknown) => {
    if (error instanceof LostJob) return null;
    throw error;
  });
}

/** Says how far the job is. @throws to undo the part when somebody else took the job over, who does it again. */
export async function advance(client: PoolClient, held: HeldJob, progress: Progress): Promise<HeldJob> {
  const next = await advanceJob(client, held, progress);
  if (next === null) throw new LostJob();
  return next;
}
