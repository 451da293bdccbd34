import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { cloneDatabase } from "#tests/support/database-template.ts";
import type { ClonedDatabase } from "#tests/support/database-template.ts";
import { freePort, makeDataDir, startServer } from "#tests/support/run-server.ts";
import type { Environment } from "#tests/support/run-server.ts";

let database: ClonedDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(async () => {
  await database.drop();
});

/** What a start that cannot succeed says; it must be one line, and end with status 1. */
async function refusal(env: Environment, dataDir?: string): Promise<string> {
  const folder = await makeDataDir();
  const run = await startServer(dataDir ?? folder, env);
  const status = await run.ended;
  await rm(folder, { recursive: true, force: true });
  expect(status).toBe(1);
  expect(run.output()).toMatch(/^outturn: [^\n]*\n$/);
  return run
    .output()
    .replace(/^outturn: /, "")
    .trimEnd();
}

function changed(change: (url: URL) => void): Environment {
  const url = new URL(database.url);
  change(url);
  return { DATABASE_URL: url.href };
}

test("a port that is taken is named", async () => {
  const other = createServer();
  await new Promise<void>((listening) => {
    other.listen(0, () => {
      listening();
    });
  });
  const { port } = other.address() as AddressInfo;
  expect(await refusal({ PORT: String(port), DATABASE_URL: database.url })).toBe(
    `Port ${port} is taken by another program: stop that program, or set PORT to another number.`,
  );
  other.close();
});

test("a database server that does not answer is named", async () => {
  const port = await freePort();
  const said = await refusal({ DATABASE_URL: `postgresql://me:secret-word@127.0.0.1:${port}/outturn` });
  expect(said).toBe(
    `The database server at 127.0.0.1:${port} does not answer (connection refused): start it, or correct the address in DATABASE_URL.`,
  );
});

test("a wrong password is told apart from a wrong database, and neither is repeated", async () => {
  const password = await refusal(changed((url) => (url.password = "not-the-password")));
  expect(password).toMatch(
    /^The database server at \S+ refused the password of user "\w+": correct it in DATABASE_URL\.$/,
  );
  const missing = await refusal(changed((url) => (url.pathname = "/nowhere")));
  expect(missing).toMatch(/ has no database "nowhere": create it, or name another in DATABASE_URL\.$/);
  expect(password + missing).not.toContain(new URL(database.url).password);
});

test("an address that is not one of Postgres is refused before anything is tried", async () => {
  expect(await refusal({ DATABASE_URL: "mysql://localhost/outturn" })).toMatch(
    /^DATABASE_URL is not a Postgres address/,
  );
});

test("a port that is not a number is shown", async () => {
  expect(await refusal({ PORT: "web" })).toBe('PORT "web" is not a port: use a number from 0 to 65535.');
});

test("a data directory that cannot be made is named", async () => {
  const folder = await makeDataDir();
  await writeFile(join(folder, "file"), "");
  expect(await refusal({}, join(folder, "file", "data"))).toBe(
    `A part of the path at ${join(folder, "file", "data")} is a file: set OUTTURN_DATA_DIR to a folder.`,
  );
  await rm(folder, { recursive: true });
});
