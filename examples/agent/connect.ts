import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Connection {
  readonly url: string;
  readonly key: string;
}

/**
 * Where spans go: `OUTTURN_URL` and `OUTTURN_INGEST_KEY`, else what the server of this folder has written down.
 * @throws Error in one sentence when no server answers, or no key is to be found.
 */
export async function connect(env: NodeJS.ProcessEnv): Promise<Connection> {
  const dataDir = env["OUTTURN_DATA_DIR"] ?? ".outturn";
  const url = env["OUTTURN_URL"] ?? `http://localhost:${(await portOf(dataDir)) ?? env["PORT"] ?? 3000}`;
  await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => {
    throw new Error(
      `No Outturn answers at ${url}: start one with "npm start" in another terminal, or set OUTTURN_URL.`,
    );
  });
  const key = env["OUTTURN_INGEST_KEY"] ?? (await readFile(join(dataDir, "ingest-key"), "utf8").catch(() => ""));
  if (key.trim() === "") {
    throw new Error(
      `There is no ingest key: set OUTTURN_INGEST_KEY to one made with "npm run outturn -- keys create --scope ingest".`,
    );
  }
  return { url, key: key.trim() };
}

async function portOf(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, "outturn.pid"), "utf8").catch(() => "{}");
  const holder = JSON.parse(text) as { readonly port?: number };
  return holder.port ?? null;
}
