import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaFilter } from "@prisma/schema-engine-wasm";
import * as engineGlue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client, Pool } from "pg";

import { OutturnError } from "#lib/domain/errors.ts";

/** Key of the advisory lock under which migrations run, so that replicas starting together apply them once. */
const MIGRATION_LOCK = 7_268_114_251n;

const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/** Where the project's schema and migrations lie; overridable for tests. */
const PRISMA_FOLDER = resolve(import.meta.dirname, "../../prisma");

let engineLoaded: Promise<void> | undefined;

/** Instantiates Prisma's schema engine: its package expects a bundler to do so, and Node has none. */
async function loadEngine(): Promise<void> {
  const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(join(dirname(glue), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": engineImports() });
  engineGlue.__wbg_set_wasm(instance.exports);
  // wasm-bindgen's start function, which the package calls in its bundler entry.
  (instance.exports["__wbindgen_start"] as () => void)();
}

/**
 * The glue's own exports are the imports its module asks for. The engine leaves a 10 s lock timeout running after each command;
 * it is let go of, or every command line that migrates would end 10 s late.
 */
function engineImports(): WebAssembly.ModuleImports {
  const imports: Record<string, WebAssembly.ImportValue> = {};
  for (const [name, value] of Object.entries(engineGlue as unknown as Record<string, WebAssembly.ImportValue>)) {
    imports[name] = value;
    if (typeof value !== "function" || !name.startsWith("__wbg_setTimeout")) continue;
    const start = value as (...args: unknown[]) => NodeJS.Timeout;
    imports[name] = (...args: unknown[]) => start(...args).unref();
  }
  return imports;
}

async function openEngine(adapter: PrismaPg, datamodels?: [string, string][]): Promise<engineGlue.SchemaEngine> {
  engineLoaded ??= loadEngine();
  await engineLoaded;
  return engineGlue.SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter));
}

async function readMigrations(prismaFolder: string): Promise<MigrationList> {
  const baseDir = join(prismaFolder, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: await readFile(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  );
  return {
    baseDir,
    lockfile: { path: "./migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories,
  };
}

/**
 * Applies the migrations that the database does not have yet, with Prisma's own engine, and returns their names.
 * @throws OutturnError `internal` naming the migration that failed and what Postgres said.
 */
export async function migrate(databaseUrl: string, prismaFolder = PRISMA_FOLDER): Promise<readonly string[]> {
  const guard = new Client({ connectionString: databaseUrl });
  await guard.connect();
  // The engine's own lock lives as long as its connection: the pool is ended here, not left to its idle timeout.
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  try {
    await guard.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const migrationsList = await readMigrations(prismaFolder);
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
async function forgetInterrupted(engine: engineGlue.SchemaEngine, migrationsList: MigrationList): Promise<void> {
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
