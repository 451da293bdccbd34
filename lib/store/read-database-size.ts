import type { Store } from "./open-store.ts";

export interface DatabaseSize {
  readonly bytes: number;
  /** Version of Postgres, e.g. `18.1`. */
  readonly postgres: string;
}

/** How large the database is on disk, indexes included. */
export async function readDatabaseSize(store: Store): Promise<DatabaseSize> {
  const { rows } = await store.pool.query<{ bytes: string; postgres: string }>(
    "select pg_database_size(current_database())::text as bytes, current_setting('server_version') as postgres",
  );
  return { bytes: Number(rows[0]?.bytes ?? 0), postgres: rows[0]?.postgres.split(" ")[0] ?? "unknown" };
}
