import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import { startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { migrate } from "#lib/store/migrate.ts";

/** Hands the template's address from vitest's global setup to its workers, which inherit the environment. */
const TEMPLATE_URL = "OUTTURN_TEST_TEMPLATE_URL";

export interface ClonedDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Global setup of the integration tests: one Postgres, one database migrated once, which every test file clones. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = withName(server.url, `outturn_template_${randomName()}`);
  await onMaintenance(template, (name) => `create database ${name}`);
  await migrate(template);
  // Nobody may connect to it from now on, or it could not be cloned.
  await onMaintenance(template, (name) => `alter database ${name} with allow_connections false`);
  process.env[TEMPLATE_URL] = template;
  return async () => {
    await onMaintenance(template, (name) => `drop database ${name}`);
    await server.stop();
  };
}

/** A database of the caller's own with the whole schema and no rows, in about 30 ms. */
export async function cloneDatabase(): Promise<ClonedDatabase> {
  const template = process.env[TEMPLATE_URL];
  if (template === undefined) {
    throw new Error("There is no template database: run this file in vitest's integration project.");
  }
  const url = withName(template, `outturn_test_${randomName()}`);
  await onMaintenance(url, (name) => `create database ${name} template ${nameOf(template)} strategy wal_log`);
  return {
    url,
    drop: async () => onMaintenance(url, (name) => `drop database if exists ${name} with (force)`),
  };
}

/** Runs `work` on a database that has no tables, and drops it. */
export async function withEmptyDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const template = process.env[TEMPLATE_URL];
  if (template === undefined) throw new Error("Run this file in vitest's integration project.");
  const url = withName(template, `outturn_test_${randomName()}`);
  await onMaintenance(url, (name) => `create database ${name} template template0 strategy wal_log`);
  try {
    return await work(url);
  } finally {
    await onMaintenance(url, (name) => `drop database if exists ${name} with (force)`);
  }
}

/** Runs `work` on a database of its own and drops it. */
export async function withDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const database = await cloneDatabase();
  try {
    return await work(database.url);
  } finally {
    await database.drop();
  }
}

async function openServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env["DATABASE_URL"];
  if (given !== undefined && given !== "") return { url: given, stop: async () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), "outturn-test-"));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function randomName(): string {
  return randomBytes(6).toString("hex");
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function withName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs one statement beside the database it is about. */
async function onMaintenance(url: string, statement: (name: string) => string): Promise<void> {
  const client = new Client({ connectionString: withName(url, "postgres") });
  await client.connect();
  try {
    await client.query(statement(nameOf(url)));
  } finally {
    await client.end();
  }
}
