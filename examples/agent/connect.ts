import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export interface Connection {
  readonly url: string;
  readonly key: string;
}

const COMMAND_LINE = resolve(import.meta.dirname, "../../lib/cli/main.ts");

/**
 * Where spans go: `OUTTURN_URL` and `OUTTURN_INGEST_KEY`, else the server that runs on this folder's data directory.
 * @throws Error in one sentence when no server answers, or no key can be had.
 */
export async function connect(env: NodeJS.ProcessEnv): Promise<Connection> {
  const dataDir = env["OUTTURN_DATA_DIR"] || ".outturn";
  const url = env["OUTTURN_URL"] || `http://localhost:${(await portOf(dataDir)) ?? (env["PORT"] || 3000)}`;
  await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => {
    throw new Error(
      `No Outturn answers at ${url}: start one with "npm start" in another terminal, or set OUTTURN_URL.`,
    );
  });
  const given = env["OUTTURN_INGEST_KEY"];
  if (given) {
    if (await isTaken(url, given)) return { url, key: given };
    throw new Error(`The server at ${url} does not take the key in OUTTURN_INGEST_KEY: check it, or make a new one.`);
  }
  // A key can be made here for the server of this folder only.
  const key = env["OUTTURN_URL"] ? null : await localKey(url, dataDir);
  if (key !== null) return { url, key };
  throw new Error(
    `There is no key for the server at ${url}: set OUTTURN_INGEST_KEY to one made with "npm run outturn -- keys create --scope ingest".`,
  );
}

async function portOf(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, "outturn.pid"), "utf8").catch(() => "{}");
  const holder = JSON.parse(text) as { readonly port?: number };
  return holder.port ?? null;
}

/** The example's own key of a local installation: made once with the command line, and kept beside its data. */
async function localKey(url: string, dataDir: string): Promise<string | null> {
  const path = join(dataDir, "example-key");
  const known = (await readFile(path, "utf8").catch(() => "")).trim();
  if (known !== "" && (await isTaken(url, known))) return known;
  const key = await makeKey();
  if (key === null || !(await isTaken(url, key))) return null;
  await writeFile(path, key, { mode: 0o600 }).catch(() => undefined);
  return key;
}

async function makeKey(): Promise<string | null> {
  const args = ["--disable-warning=ExperimentalWarning", COMMAND_LINE, "keys", "create", "--scope", "ingest"];
  const made = await promisify(execFile)(process.execPath, [...args, "--name", "example"]).catch(() => null);
  return made?.stdout.trim() || null;
}

/** An export without spans changes nothing and tells whether the key is taken. */
async function isTaken(url: string, key: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/traces`, { method: "POST", headers, body: "{}" });
  return answer.ok;
}
