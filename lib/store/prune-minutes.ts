import { KEEP_MINUTES_MS } from "#lib/fold/watched-sums.ts";

import type { Store } from "./open-store.ts";

/** Removes the sums by the minute that are kept no longer; those by the hour hold the same for ever. @returns how many. */
export async function pruneMinutes({ pool }: Pick<Store, "pool">, now: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from call_cell where project_id = any(array(select id from project)) and split in ('none', 'tool') and tier = 'minute'
       and bucket < $1`,
    [new Date(now.getTime() - KEEP_MINUTES_MS)],
  );
  return rowCount ?? 0;
}
