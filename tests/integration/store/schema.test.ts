import { Client } from "pg";
import { expect, test } from "vitest";

import { diffSchema } from "#lib/store/diff-schema.ts";
import { withDatabase } from "#tests/support/database-template.ts";

test("the migrations make exactly the tables of schema.prisma", async () => {
  await withDatabase(async (url) => {
    expect(await diffSchema(url)).toBe("");
  });
});

test("a column that the schema does not know is found", async () => {
  await withDatabase(async (url) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("alter table mark add column colour text");
    await client.end();
    expect(await diffSchema(url)).toContain('ALTER TABLE "mark" DROP COLUMN "colour"');
  });
});
