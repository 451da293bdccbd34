import { resolve } from "node:path";

import { expect, test } from "vitest";

import { requireVersion } from "#lib/server/check-database.ts";
import { readConfig } from "#lib/server/config.ts";

test("an empty environment is an embedded Postgres on port 3000, and empty variables count as absent", () => {
  const wanted = {
    databaseUrl: null,
    replicaUrl: null,
    port: 3000,
    publicUrl: "http://localhost:3000",
    dataDir: resolve(".outturn"),
    secret: null,
    previousSecret: null,
    ingestKey: null,
    readKey: null,
    allowPrivateWebhooks: false,
    adminEmail: null,
    adminPassword: null,
    oidc: null,
    mail: null,
    tracing: null,
  };
  expect(readConfig({})).toEqual(wanted);
  expect(readConfig({ DATABASE_URL: "", PORT: "", OUTTURN_SECRET: "", OUTTURN_ADMIN_EMAIL: "" })).toEqual(wanted);
});

test.each([
  [{ PORT: "70000" }, 'PORT "70000" is not a port'],
  [{ DATABASE_URL: "localhost" }, "DATABASE_URL is not a Postgres address"],
  [{ DATABASE_REPLICA_URL: "localhost" }, "DATABASE_REPLICA_URL is not a Postgres address"],
  [{ DATABASE_REPLICA_URL: "postgresql://replica/outturn" }, "DATABASE_REPLICA_URL is a copy of DATABASE_URL"],
  [{ OUTTURN_SECRET: "short" }, "OUTTURN_SECRET is too short"],
  [{ OUTTURN_INGEST_KEY: "with space" }, "OUTTURN_INGEST_KEY must have 1 to 256 printable characters"],
  [{ OUTTURN_ADMIN_EMAIL: "nobody" }, 'OUTTURN_ADMIN_EMAIL "nobody" is not an e-mail address'],
  [{ OUTTURN_ADMIN_EMAIL: "a@example.com" }, "belong together"],
])("%j is refused by name", (env, said) => {
  expect(() => readConfig(env)).toThrow(said);
});

test("a secret or key that cannot be used is not repeated", () => {
  expect(() => readConfig({ OUTTURN_INGEST_KEY: "hush hush" })).not.toThrow("hush hush");
});

test("PostgreSQL 15 is new enough, and 14 is called by its name", () => {
  expect(() => {
    requireVersion(150_000);
  }).not.toThrow();
  expect(() => {
    requireVersion(140_012);
  }).toThrow("PostgreSQL 14.12, which is too old");
});

test("the address of the pages is an origin", () => {
  expect(readConfig({ OUTTURN_PUBLIC_URL: "https://outturn.example.com/" }).publicUrl).toBe(
    "https://outturn.example.com",
  );
  expect(readConfig({ PORT: "4000" }).publicUrl).toBe("http://localhost:4000");
  for (const address of ["outturn.example.com", "https://example.com/path", "ftp://example.com"])
    expect(() => readConfig({ OUTTURN_PUBLIC_URL: address })).toThrow(
      `OUTTURN_PUBLIC_URL "${address}" is not the address`,
    );
});
