import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findRunningPostgres } from "#lib/server/embedded-postgres.ts";
import { withEmptyDatabase } from "#tests/support/database-template.ts";
import { makeDataDir, runCommand, startServer, stopServer, whenReady } from "#tests/support/run-server.ts";
import type { Run } from "#tests/support/run-server.ts";

/** The first server of a fresh clone builds the pages. */
const MINUTES = 300_000;
const KEYS = { OUTTURN_INGEST_KEY: "test-ingest-key", OUTTURN_READ_KEY: "test-read-key" };

async function say(url: string, task: string): Promise<number> {
  const { status } = await fetch(`${url}/api/v1/tasks/${task}/outcome`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEYS.OUTTURN_INGEST_KEY}` },
    body: JSON.stringify({ outcome: "succeeded" }),
  });
  return status;
}

async function readOutcome(url: string, task: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/tasks/${task}`, {
    headers: { authorization: `Bearer ${KEYS.OUTTURN_READ_KEY}` },
  });
  return ((await answer.json()) as { outcome?: unknown }).outcome;
}

test(
  "what was acknowledged is there after SIGKILL and a second start, and a third start beside it is refused",
  async () => {
    const dataDir = await makeDataDir();
    const first = await whenReady(await startServer(dataDir, KEYS));
    expect(await say(first.url, "kept")).toBe(200);
    first.child.kill("SIGKILL");
    await first.ended;
    const orphan = await findRunningPostgres(dataDir);
    expect(orphan).not.toBeNull();

    const second = await whenReady(await startServer(dataDir, KEYS));
    expect(await findRunningPostgres(dataDir)).toBe(orphan);
    expect(await readOutcome(second.url, "kept")).toBe("succeeded");

    const third = await startServer(dataDir, KEYS);
    expect(await third.ended).toBe(1);
    expect(third.output()).toContain(`Outturn already runs on ${dataDir} (process ${second.child.pid}, ${second.url})`);

    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(await findRunningPostgres(dataDir)).toBeNull();
    await expect(readFile(join(dataDir, "outturn.pid"))).rejects.toThrow("ENOENT");
    await rm(dataDir, { recursive: true });
  },
  MINUTES,
);

/** As docs/operations.md says it is done, while outcomes keep coming in; what is restored elsewhere adds up. */
async function backUpAndRestore({ url, dataDir }: Run): Promise<void> {
  const file = join(dataDir, "outturn.backup.gz");
  const end = new AbortController();
  const backingUp = runCommand(["backup", file], { OUTTURN_DATA_DIR: dataDir }).finally(() => {
    end.abort();
  });
  for (let i = 0; !end.signal.aborted; i++) expect(await say(url, `during-${i}`)).toBe(200);
  expect((await backingUp).status).toBe(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  await withEmptyDatabase(async (databaseUrl) => {
    const elsewhere = { DATABASE_URL: databaseUrl, OUTTURN_DATA_DIR: dataDir };
    expect((await runCommand(["restore", file], elsewhere)).stdout).toMatch(/^\d+ rows of \d+ tables restored$/m);
    const verified = await runCommand(["verify"], elsewhere);
    expect(verified.stdout).toMatch(/^1 projects, [1-9]\d* tasks, .*: 0 differences$/m);
  });
}

test(
  "a key made on the command line works on the running server, verify finds no difference, and a backup is restored",
  async () => {
    const run = await whenReady(await startServer(await makeDataDir(), KEYS));
    const env = { OUTTURN_DATA_DIR: run.dataDir };
    expect(await say(run.url, "counted")).toBe(200);
    const made = await runCommand(["keys", "create", "--scope", "read"], env);
    expect(made.status).toBe(0);
    const headers = { authorization: `Bearer ${made.stdout.trim()}` };
    expect((await fetch(`${run.url}/api/v1/metrics`, { headers })).status).toBe(200);
    const verified = await runCommand(["verify"], env);
    expect(verified.stdout).toContain("0 differences");
    expect(verified.status).toBe(0);
    await backUpAndRestore(run);
    await stopServer(run);
  },
  MINUTES,
);

test(
  "the sign-in link lets one browser in, once",
  async () => {
    const run = await whenReady(await startServer(await makeDataDir()));
    const link = /http\S+\/sign-in\/link\?token=\S+/.exec(run.output())?.[0] ?? "";
    const manual = { redirect: "manual" } as const;
    const signedIn = await fetch(link, manual);
    expect(signedIn.headers.get("location")).toBe("/");
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    expect((await fetch(`${run.url}/api/v1/metrics`, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(`${run.url}/sign-in`, { ...manual, headers: { cookie } })).headers.get("location")).toBe("/");

    const again = await fetch(link, manual);
    expect(again.headers.get("location")).toBe("/sign-in?error=link");
    expect(again.headers.getSetCookie()).toEqual([]);
    expect((await fetch(`${run.url}/`, manual)).headers.get("location")).toBe("/sign-in");
    await stopServer(run);
  },
  MINUTES,
);

test(
  "the administrator of the environment signs in by password, and nobody with another one",
  async () => {
    const admin = { OUTTURN_ADMIN_EMAIL: "boss@example.com", OUTTURN_ADMIN_PASSWORD: "long enough" };
    const run = await whenReady(await startServer(await makeDataDir(), admin));
    const signIn = async (password: string, origin = run.url): Promise<Response> =>
      fetch(`${run.url}/sign-in/password`, {
        method: "POST",
        redirect: "manual",
        headers: { origin },
        body: new URLSearchParams({ email: admin.OUTTURN_ADMIN_EMAIL, password }),
      });
    expect((await signIn("long enough")).headers.get("location")).toBe("/");
    expect((await signIn("long enough", "http://evil.example")).headers.get("location")).toBe("/sign-in?error=origin");
    const wrong = await signIn("a guess at it");
    expect(wrong.headers.get("location")).toBe("/sign-in?error=password");
    expect(wrong.headers.getSetCookie()).toEqual([]);
    expect(run.output()).not.toContain("/sign-in/link");
    await stopServer(run);
  },
  MINUTES,
);
