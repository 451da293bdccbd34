import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";

import { PrismaClient } from "#generated/prisma/client.ts";
import type { Batch, CallStore } from "#lib/domain/call.ts";

import { makePartitions, monthOf } from "./make-partitions.ts";
import type { Month } from "./make-partitions.ts";
import { errorCode, translateError } from "./translate-error.ts";
import { RecentRows } from "./recent-rows.ts";
import { writeBatch } from "./write-batch.ts";
import { createWriteQueue } from "./write-queue.ts";
import type { QueueLimits } from "./write-queue.ts";

export interface StoreOptions {
  readonly databaseUrl: string;
  /** Most connections; 10 when not given. A fold loop holds one, so it needs at least two. */
  readonly poolSize?: number | undefined;
  /** What may wait to be written; see `write`. */
  readonly queueLimits?: QueueLimits;
}

/**
 * The database: one pool, shared by the bulk statements here and by Prisma. Batches written at the same time share
 * transactions; one that finds too much waiting is refused with OutturnError `too_many_requests`.
 */
export interface Store extends CallStore {
  readonly pool: Pool;
  readonly prisma: PrismaClient;
  /** What was just written, for the fold of this process. */
  readonly recent: RecentRows;
  close(): Promise<void>;
}

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** Postgres says so when no partition takes a row. */
const NO_PARTITION = "23514";

/** Opens the store. Connections are made when first needed, so this succeeds while the database is still starting. */
export function openStore({ databaseUrl, poolSize = POOL_SIZE, queueLimits }: StoreOptions): Store {
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks tells its own query, and is replaced by the pool: nobody else needs to hear of it.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const prisma = openPrisma(pool);
  const partitions = new Set<Month>();
  const recent = new RecentRows();

  async function preparePartitions(batch: Batch): Promise<void> {
    const months = new Set(rowsOf(batch).map((row) => monthOf(row.startUs)));
    const missing = [...months].filter((month) => !partitions.has(month));
    if (missing.length === 0) return;
    await makePartitions(pool, missing);
    for (const month of missing) partitions.add(month);
  }

  async function commit(batch: Batch): Promise<void> {
    try {
      await preparePartitions(batch);
      await writeBatch({ pool, recent }, batch).catch(async (error: unknown) => {
        if (errorCode(error) !== NO_PARTITION) throw error;
        // A partition was dropped meanwhile (retention): look again.
        partitions.clear();
        await preparePartitions(batch);
        await writeBatch({ pool, recent }, batch);
      });
    } catch (error) {
      throw translateError(error);
    }
  }

  const queue = createWriteQueue(commit, queueLimits);
  return {
    pool,
    prisma,
    recent,
    write: async (batch) => {
      if (rowsOf(batch).length > 0) await queue.write(batch);
    },
    close: async () => {
      await queue.drained();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function rowsOf({ calls, events, contents = [] }: Batch): readonly { readonly startUs: number }[] {
  return [...calls, ...events, ...contents];
}

/** Prisma on the pool; a database that cannot be reached is `unavailable` here as everywhere. */
function openPrisma(pool: Pool): PrismaClient {
  const client = new PrismaClient({ adapter: new PrismaPg(pool) }).$extends({
    query: {
      $allOperations: async ({ args, query }) => {
        try {
          const result: unknown = await query(args);
          return result;
        } catch (error) {
          throw translateError(error);
        }
      },
    },
  });
  // The extension changes nothing but the errors, so the client it returns is used as the one it extends.
  return client as unknown as PrismaClient;
}
