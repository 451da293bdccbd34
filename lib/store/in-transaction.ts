import type { Pool, PoolClient } from "pg";

import { isTransient, translateError } from "./translate-error.ts";

/** What work in a transaction asks through. */
export type Transaction = PoolClient;

const MOST_TRIES = 6;

/**
 * Runs `work` in a transaction of its own, again when Postgres chose it as the victim of a deadlock or a race.
 * @throws OutturnError `unavailable` when the database cannot be reached; otherwise what `work` threw.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (tries === MOST_TRIES || !isTransient(error)) throw translateError(error);
    }
  }
}

async function once<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    const broken = await client.query("rollback").then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}
