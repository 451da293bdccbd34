import { join } from "node:path";

import { readConfig } from "#lib/server/config.ts";
import { openDataDir } from "#lib/server/data-dir.ts";
import { borrowDatabase } from "#lib/server/open-database.ts";
import { migrate } from "#lib/store/migrate.ts";

import { buildPages } from "./build-pages.ts";

export async function migrateOnly(): Promise<number> {
  const config = readConfig(process.env);
  await openDataDir(config.dataDir);
  const database = await borrowDatabase(config);
  try {
    const applied = await migrate(database.url);
    console.log(applied.length === 0 ? "the database is up to date" : `applied ${applied.join(", ")}`);
    return 0;
  } finally {
    await database.close();
  }
}

export async function buildOnly(): Promise<number> {
  const { dataDir } = readConfig(process.env);
  await openDataDir(dataDir);
  const built = await buildPages(join(dataDir, "build.log"), AbortSignal.timeout(600_000), () => undefined);
  console.log(built ? "built" : "the build is up to date");
  return 0;
}
