import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

import type { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaFilter } from "@prisma/schema-engine-wasm";
import * as engineGlue from "@prisma/schema-engine-wasm/schema_engine_bg";

export const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/** Where the project's schema and migrations lie. */
export const PRISMA_FOLDER = resolve(import.meta.dirname, "../../prisma");

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

/** Prisma's own migration engine, in WebAssembly, over an adapter's connections. `using` frees it. */
export async function openEngine(adapter: PrismaPg, datamodels?: [string, string][]): Promise<engineGlue.SchemaEngine> {
  engineLoaded ??= loadEngine();
  await engineLoaded;
  return engineGlue.SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter));
}

/** The migrations of a folder as the engine takes them. */
export async function readMigrations(prismaFolder: string): Promise<MigrationList> {
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
