import { Client } from "pg";

import { OutturnError } from "#lib/domain/errors.ts";

import { PLACEMENTS, placingSql } from "./distribution.ts";
import { ONE_BY_ONE } from "./make-partitions.ts";

export interface DistributeOptions {
  readonly databaseUrl: string;
  readonly shards: number;
  /** Told of each statement before it is run. */
  readonly onStatement?: (sql: string) => void;
}

/** The statements that are still to be run, in order, or why none can be. */
export interface DistributionPlan {
  /** Run as one: constraints between settings are taken off, the tables placed, and the constraints put back. */
  readonly settings: readonly string[];
  /** Run one by one: each moves the rows of a table. */
  readonly observations: readonly string[];
  /** What keeps the plan from being run on this database; null where nothing does. */
  readonly obstacle: string | null;
}

const EXTENSION = "select exists (select from pg_extension where extname = 'citus') as present";
const PLACED = "select logicalrelid::regclass::text as name from pg_dist_partition";
const NODES = `select count(*) filter (where groupid = 0)::int as coordinators, count(*) filter (where shouldhaveshards)::int as nodes
  from pg_dist_node where isactive`;
const SETTINGS_KEYS = `select conname as name, conrelid::regclass::text as "table", pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[])) order by conrelid::regclass::text, conname`;

/** What would be done on this database: what is placed already is left out, so that a run that was cut off goes on. */
export async function planDistribution(databaseUrl: string, shards: number): Promise<DistributionPlan> {
  return withClient(databaseUrl, async (client) => plan(client, shards));
}

/**
 * Spreads the tables over the nodes of a Citus cluster. Writes to a table wait while it is moved: stop the servers before.
 * @throws OutturnError `unavailable` when the extension, the coordinator's address or a node is missing.
 */
export async function distribute({
  databaseUrl,
  shards,
  onStatement = () => undefined,
}: DistributeOptions): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const { settings, observations, obstacle } = await plan(client, shards);
    if (obstacle !== null) throw new OutturnError("unavailable", obstacle);
    const run = async (sql: string): Promise<void> => {
      onStatement(sql);
      await client.query(sql);
    };
    if (settings.length > 0) await together(client, async () => each(settings, run));
    await each(observations, run);
  });
}

async function plan(client: Client, shards: number): Promise<DistributionPlan> {
  const { rows } = await client.query<{ present: boolean }>(EXTENSION);
  const present = rows[0]?.present === true;
  const placed = new Set<string>();
  if (present) for (const { name } of (await client.query<{ name: string }>(PLACED)).rows) placed.add(name);
  const statements = (kind: "reference" | "distributed"): string[] =>
    Object.entries(PLACEMENTS).flatMap(([table, placement]) =>
      placement.kind === kind && !placed.has(table) ? (placingSql(table, shards) ?? []) : [],
    );
  return {
    settings: await withoutKeys(client, statements("reference")),
    observations: statements("distributed"),
    obstacle: present ? await findMissingNode(client) : NO_CITUS,
  };
}

const NO_CITUS =
  "The database has no Citus: install it on every node, add it to shared_preload_libraries, and run `create extension citus` in this database.";

/** Without its coordinator in the list of nodes Citus keeps no constraint between a local table and one that is everywhere. */
async function findMissingNode(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ coordinators: number; nodes: number }>(NODES);
  const { coordinators = 0, nodes = 0 } = rows[0] ?? {};
  if (coordinators === 0)
    return "Citus does not know its coordinator: run `select citus_set_coordinator_host('HOST', 5432)` with a name that the other nodes can reach.";
  if (nodes === 0) return "Citus has no node that takes shards: add some with `select citus_add_node('HOST', 5432)`.";
  return null;
}

/** Tables that point at each other can be placed one by one only while they do not. */
async function withoutKeys(client: Client, placing: readonly string[]): Promise<string[]> {
  if (placing.length === 0) return [];
  const { rows } = await client.query<{ name: string; table: string; definition: string }>(SETTINGS_KEYS, [
    Object.keys(PLACEMENTS).filter((table) => PLACEMENTS[table]?.kind === "reference"),
  ]);
  return [
    ...rows.map(({ name, table }) => `alter table ${table} drop constraint "${name}"`),
    ...placing,
    ...rows.map(({ name, table, definition }) => `alter table ${table} add constraint "${name}" ${definition}`),
  ];
}

async function together(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await client.query(ONE_BY_ONE);
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function each(statements: readonly string[], run: (sql: string) => Promise<void>): Promise<void> {
  for (const sql of statements) await run(sql);
}

async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
