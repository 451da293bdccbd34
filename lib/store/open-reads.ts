import { Pool } from "pg";
import type { PoolClient, QueryResult } from "pg";

import { translateError } from "./translate-error.ts";

export interface ReadsOptions {
  readonly databaseUrl: string;
  /** A copy of that database which streams its changes; null to read from the database itself. */
  readonly replicaUrl?: string | null;
  readonly poolSize?: number;
  /** How far behind the copy may be before the database itself is read, milliseconds; 2,000 when not given. */
  readonly mostLagMs?: number;
  /** Told when questions go to the database because the copy is behind or gone, and when they go to the copy again. */
  readonly onChange?: (reads: "replica" | "primary", why: string) => void;
  readonly now?: () => number;
}

/** What pages and questions read through: never a write, and nothing that has to see the last microsecond. */
export interface Reads {
  query(text: string, values?: readonly unknown[]): Promise<QueryResult<Record<string, unknown>>>;
  /** Connections, open and waited for, of the database and the copy together. */
  readonly connections: { readonly total: number; readonly waiting: number };
  close(): Promise<void>;
}

const POOL_SIZE = 6;
const CONNECT_TIMEOUT_MS = 5_000;
const MOST_LAG_MS = 2_000;
/** Looks that are remembered: two minutes of them. */
const MOST_SEEN = 240;
/** Between looks at how far the copy has come. */
const LOOK_EVERY_MS = 500;

/**
 * Questions are short and many: starting a helper process for one takes longer than it saves (9 ms beside 1 ms; 80 ms on
 * a busy machine), and groups are put together in memory sooner than sorted. A request is cut off after two minutes.
 */
const SETTINGS =
  "set max_parallel_workers_per_gather = 0; set work_mem = '64MB'; set hash_mem_multiplier = 4; set jit = off; set statement_timeout = '100s'";

/** Opens the reading side. Connections are made when first needed. */
export function openReads({ databaseUrl, replicaUrl = null, poolSize = POOL_SIZE, ...options }: ReadsOptions): Reads {
  const primary = openPool(databaseUrl, poolSize);
  const replica = replicaUrl === null ? null : openPool(replicaUrl, poolSize);
  const follower = replica === null ? null : createFollower(primary, replica, options);
  return {
    query: async (text, values = []) => {
      const pool = replica !== null && (await follower?.mayRead()) === true ? replica : primary;
      try {
        return await pool.query<Record<string, unknown>>(text, [...values]);
      } catch (error) {
        // The copy cancels questions that stand in the way of its changes, and may be gone: the database has the answer.
        if (pool === primary) throw translateError(error);
        return primary.query<Record<string, unknown>>(text, [...values]);
      }
    },
    get connections() {
      const waiting = primary.waitingCount + (replica?.waitingCount ?? 0);
      return { total: primary.totalCount + (replica?.totalCount ?? 0), waiting };
    },
    close: async () => {
      await Promise.all([primary.end(), replica?.end()]);
    },
  };
}

/** The pool waits for this promise before it hands the connection out, which its types do not say. */
const prepared: object = { onConnect: async (client: PoolClient) => client.query(SETTINGS) };

function openPool(connectionString: string, max: number): Pool {
  const pool = new Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...prepared,
  });
  // A connection that breaks tells its own query, and is replaced by the pool: nobody else needs to hear of it.
  pool.on("error", () => undefined);
  pool.on("connect", (client: PoolClient) => client.on("error", () => undefined));
  return pool;
}

type FollowerOptions = Pick<ReadsOptions, "mostLagMs" | "onChange" | "now">;

/** Every fold raises a version in its own transaction: a copy that shows the sum of them has all that was folded. */
const FOLDED = "select coalesce(sum(version), 0)::text as folded from fold_state";

/** Knows whether the copy has what the database had `mostLagMs` ago. Looks when asked, twice a second at most. */
function createFollower(
  primary: Pool,
  replica: Pool,
  { mostLagMs = MOST_LAG_MS, onChange = () => undefined, now = Date.now }: FollowerOptions,
): { mayRead(): Promise<boolean> } {
  /** What the database had folded, and when that was seen; the oldest entry is the newest that the copy has. */
  let seen: { readonly atMs: number; readonly folded: bigint }[] = [];
  let may = false;
  let lookedMs = -Infinity;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const atMs = now();
    try {
      const [there, here] = await Promise.all([foldedIn(primary), foldedIn(replica)]);
      seen.push({ atMs, folded: there });
      const reached = seen.findLastIndex(({ folded }) => folded <= here);
      seen = seen.slice(Math.max(0, reached, seen.length - MOST_SEEN));
      const newest = reached === -1 ? undefined : seen[0];
      const lagMs = newest === undefined ? Infinity : now() - newest.atMs;
      decide(lagMs <= mostLagMs, newest === undefined ? "further behind than was followed" : `${lagMs} ms behind`);
    } catch (error) {
      decide(false, error instanceof Error ? error.message : String(error));
    }
  }

  function decide(next: boolean, why: string): void {
    if (next !== may) onChange(next ? "replica" : "primary", why);
    may = next;
  }

  return {
    mayRead: async () => {
      if (looking === null && now() - lookedMs >= LOOK_EVERY_MS) {
        const first = lookedMs === -Infinity;
        lookedMs = now();
        looking = look().finally(() => (looking = null));
        if (first) await looking;
      }
      return may;
    },
  };
}

async function foldedIn(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ folded: string }>(FOLDED);
  return BigInt(rows[0]?.folded ?? 0);
}
