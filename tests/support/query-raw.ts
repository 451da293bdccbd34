import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";

import { E2E } from "./e2e-server.ts";

/** Asks the database of the browser tests' server itself, past everything that the project computes. */
export async function queryRaw(sql: string, values: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
  const password = await readFile(join(E2E.dataDir, "postgres-password"), "utf8");
  // The fourth line of PostgreSQL's own file is the port that it listens on.
  const pid = await readFile(join(E2E.dataDir, "postgres", "cluster", "postmaster.pid"), "utf8");
  const client = new Client({
    host: "127.0.0.1",
    port: Number(pid.split("\n")[3]),
    user: "outturn",
    database: "outturn",
    password: password.trim(),
  });
  await client.connect();
  try {
    // Rows as PostgreSQL gives them; the query names its columns.
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
