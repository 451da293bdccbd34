import { statfs } from "node:fs/promises";

import { storable } from "#lib/ingest/storable-text.ts";
import { checkDatabase } from "#lib/server/check-database.ts";
import { readConfig } from "#lib/server/config.ts";
import type { Config } from "#lib/server/config.ts";
import { openDataDir } from "#lib/server/data-dir.ts";
import { findRunningPostgres } from "#lib/server/embedded-postgres.ts";
import { openStore } from "#lib/store/open-store.ts";
import { readFoldLag } from "#lib/store/read-fold-state.ts";
import { translateError } from "#lib/store/translate-error.ts";

import { explainError } from "./explain-error.ts";

interface Check {
  readonly name: string;
  /** A few words of what was found; throws what is wrong. */
  readonly look: (config: Config) => Promise<string>;
}

const CHECKS: readonly Check[] = [
  { name: "node", look: async () => Promise.resolve(process.versions.node) },
  {
    name: "data directory",
    look: async ({ dataDir }) => {
      await openDataDir(dataDir);
      const { bavail, bsize } = await statfs(dataDir);
      return `${dataDir}, ${((bavail * bsize) / 2 ** 30).toFixed(1)} GB free`;
    },
  },
  {
    name: "database",
    look: async (config) => {
      const url = config.databaseUrl ?? (await findRunningPostgres(config.dataDir));
      if (url === null) return "embedded, not running: npm start starts it";
      await checkDatabase(url);
      return config.databaseUrl === null ? "embedded, running" : "answers";
    },
  },
  { name: "roll-ups", look: readLag },
  { name: "server", look: askServer },
];

/** Says what is wrong with this installation, and how to mend it; status 1 when anything is. */
export async function doctor(): Promise<number> {
  const config = readConfig(process.env);
  let wrong = 0;
  for (const { name, look } of CHECKS) {
    try {
      console.log(`ok     ${name}: ${await look(config)}`);
    } catch (error) {
      wrong += 1;
      console.log(`wrong  ${name}: ${storable(explainError(error) ?? String(error))}`);
    }
  }
  console.log(wrong === 0 ? "nothing is wrong" : `${wrong} of ${CHECKS.length} need mending`);
  return wrong === 0 ? 0 : 1;
}

async function readLag(config: Config): Promise<string> {
  const databaseUrl = config.databaseUrl ?? (await findRunningPostgres(config.dataDir));
  if (databaseUrl === null) return "not looked at without a database";
  const store = openStore({ databaseUrl, poolSize: 1 });
  try {
    const lag = await readFoldLag(store).catch((error: unknown) => {
      throw translateError(error);
    });
    const { marks, ageMs } = lag;
    return marks === 0 ? "up to date" : `${marks} tasks waiting for ${(ageMs / 1000).toFixed(1)} s`;
  } finally {
    await store.close();
  }
}

async function askServer({ port }: Config): Promise<string> {
  const url = `http://localhost:${port}`;
  const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (answer === null) return `not running at ${url}: npm start starts it`;
  return `answers at ${url} with ${answer.status}`;
}
