import { checkDatabase } from "./check-database.ts";
import type { Config } from "./config.ts";
import { findRunningPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";

/** The database this installation uses, given or embedded. */
export interface OpenDatabase {
  readonly url: string;
  /** Resolves when an embedded one ends by itself; never for a given one. */
  readonly died: Promise<void>;
  /** Stops an embedded one; leaves a given one alone. */
  readonly close: () => Promise<void>;
}

const NEVER = new Promise<void>(() => undefined);

/** @throws OutturnError in one sentence when the database cannot be used. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    await checkDatabase(config.databaseUrl);
    return { url: config.databaseUrl, died: NEVER, close: async () => Promise.resolve() };
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir });
  return { url: postgres.url, died: postgres.died, close: async () => postgres.stop() };
}

/** For one command: shares the embedded Postgres of a running server, and stops it again only if it started it. */
export async function borrowDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl === null) {
    const url = await findRunningPostgres(config.dataDir);
    if (url !== null) return { url, died: NEVER, close: async () => Promise.resolve() };
  }
  return openDatabase(config);
}
