import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { migrate } from "#lib/store/migrate.ts";
import { withDatabase } from "#tests/support/database-template.ts";

async function withMigration(sql: string, work: (prismaFolder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "outturn-migrations-"));
  await mkdir(join(folder, "migrations", "0002_later"), { recursive: true });
  await writeFile(join(folder, "migrations", "0002_later", "migration.sql"), sql);
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a database that has every migration is left as it is", async () => {
  await withDatabase(async (url) => {
    expect(await migrate(url)).toEqual([]);
  });
});

test("two starts at once apply the migrations once", async () => {
  await withDatabase(async (url) => {
    await migrate(url);
    expect((await Promise.all([migrate(url), migrate(url)])).flat()).toEqual([]);
  });
});

test("a migration that fails is named together with what Postgres said", async () => {
  await withDatabase(async (url) => {
    await withMigration("create table later (id nosuchtype);", async (prismaFolder) => {
      await expect(migrate(url, { prismaFolder })).rejects.toThrow(
        'The database could not be migrated: 0002_later ended with ERROR: type "nosuchtype" does not exist',
      );
    });
  });
});

test("a migration that was interrupted runs again at the next start", async () => {
  await withDatabase(async (url) => {
    await withMigration("create table later (id nosuchtype);", async (prismaFolder) => {
      await expect(migrate(url, { prismaFolder })).rejects.toThrow("nosuchtype");
    });
    await withMigration("create table later (id integer);", async (prismaFolder) => {
      expect(await migrate(url, { prismaFolder })).toEqual(["0002_later"]);
    });
  });
});
