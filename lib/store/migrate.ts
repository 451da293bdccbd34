import { PrismaPg } from "@prisma/adapter-pg";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client, Pool } from "pg";

import { OutturnError } from "#lib/domain/errors.ts";

import { NO_FILTER, openEngine, PRISMA_FOLDER, readMigrations } from "./schema-engine.ts";

/** Key of the advisory lock under which migrations run, so that replicas starting together apply them once. */
const MIGRATION_LOCK = 7_268_114_251n;

export interface MigrateOptions {
  readonly prismaFolder?: string;
  /** Names of those to stop at, for a backup of an earlier schema; all when not given. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Applies the migrations that the database does not have yet, with Prisma's own engine, and returns their names.
 * @throws OutturnError `internal` naming the migration that failed and what Postgres said.
 */
export async function migrate(
  databaseUrl: string,
  { prismaFolder = PRISMA_FOLDER, only }: MigrateOptions = {},
): Promise<readonly string[]> {
  const guard = new Client({ connectionString: databaseUrl });
  await guard.connect();
  // The engine's own lock lives as long as its connection: the pool is ended here, not left to its idle timeout.
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  try {
    await guard.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const all = await readMigrations(prismaFolder);
    const wanted = all.migrationDirectories.filter(({ path }) => only?.has(path) ?? true);
    const migrationsList = { ...all, migrationDirectories: wanted };
    using engine = await openEngine(new PrismaPg(pool));
    await forgetInterrupted(engine, migrationsList);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  } catch (error) {
    throw new OutturnError("internal", `The database could not be migrated: ${engineMessage(error)}`, { cause: error });
  } finally {
    await pool.end();
    await guard.end();
  }
}

/**
 * Postgres runs a migration's statements as one transaction, so one that was interrupted (a killed start, a full disk) left
 * nothing but its entry in the history: that is closed here, and the migration runs again.
 */
async function forgetInterrupted(engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  for (const migrationName of history.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
}

/** The engine reports Postgres' words followed by a trace of its own spans, of which the migration's name is the useful part. */
function engineMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const name = /migration_name="([^"]+)"/.exec(text)?.[1];
  const said = (/ERROR: .*/.exec(text)?.[0] ?? text)
    .split(/\s+0: /)[0]
    ?.trim()
    .replaceAll(/\s*\n\s*/g, " ");
  return name === undefined ? `${said}` : `${name} ended with ${said}`;
}
