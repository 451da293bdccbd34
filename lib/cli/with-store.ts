import { readConfig } from "#lib/server/config.ts";
import type { Config } from "#lib/server/config.ts";
import { openDataDir } from "#lib/server/data-dir.ts";
import { borrowDatabase } from "#lib/server/open-database.ts";
import { migrate } from "#lib/store/migrate.ts";
import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";

/** Runs one command on the migrated database: that of a running server, or one started for it. */
export async function withStore<T>(work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  await openDataDir(config.dataDir);
  const database = await borrowDatabase(config);
  try {
    await migrate(database.url);
    const store = openStore({ databaseUrl: database.url });
    try {
      return await work(store, config);
    } finally {
      await store.close();
    }
  } finally {
    await database.close();
  }
}
