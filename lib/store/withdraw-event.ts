import { secondsOf, toMicroseconds } from "./columns.ts";
import { inTransaction } from "./in-transaction.ts";
import { markDirty } from "./mark-dirty.ts";
import type { Store } from "./open-store.ts";

const TAKE = `delete from task_event where project_id = $1::uuid and task_id = $2 and id = $3 and kind = 'api'
  returning ${secondsOf("started_at")} as started_s`;

interface Withdrawal {
  readonly taskId: string;
  /** Of the event, as `findTask` gives it: `api:…`. */
  readonly eventId: string;
}

/** Takes back something that was said of a task over the API; it is folded again without it. @returns false when it is not there. */
export async function withdrawEvent(
  store: Store,
  projectId: string,
  { taskId, eventId }: Withdrawal,
): Promise<boolean> {
  return inTransaction(store.pool, async (client) => {
    const { rows } = await client.query<{ started_s: number }>(TAKE, [projectId, taskId, eventId]);
    const touched = rows.map(({ started_s }) => {
      const atUs = toMicroseconds(started_s);
      return { taskId, firstUs: atUs, lastUs: atUs };
    });
    await markDirty(client, projectId, touched);
    return touched.length > 0;
  });
}
