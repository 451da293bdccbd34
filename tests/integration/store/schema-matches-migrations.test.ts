import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineGlue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { expect, test } from "vitest";

import { withDatabase } from "#tests/support/database-template.ts";

const PRISMA = resolve(import.meta.dirname, "../../../prisma");

/** The statements with which Prisma's own engine would make the schema from nothing. */
async function statementsOfSchema(connectionString: string): Promise<string[]> {
  const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(join(dirname(glue), "schema_engine_bg.wasm"));
  // The glue's own exports are the imports its module asks for.
  const imports = { "./schema_engine_bg.js": engineGlue as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  engineGlue.__wbg_set_wasm(instance.exports);
  // wasm-bindgen's start function, which the package calls in its bundler entry.
  (instance.exports["__wbindgen_start"] as () => void)();
  const files = [{ path: "schema.prisma", content: await readFile(join(PRISMA, "schema.prisma"), "utf8") }];
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString }));
  const engine = await engineGlue.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  const { stdout } = await engine.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return statementsOf(stdout ?? "");
}

async function statementsOfMigrations(): Promise<string[]> {
  const folders = (await readdir(join(PRISMA, "migrations"), { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const texts = folders.map(async ({ name }) => readFile(join(PRISMA, "migrations", name, "migration.sql"), "utf8"));
  return (await Promise.all(texts)).flatMap(statementsOf);
}

/** Statements one by one; partitioning and storage parameters are not Prisma's to know, and neither is the schema's own name. */
function statementsOf(text: string): string[] {
  return text
    .replaceAll(/^--.*$/gm, "")
    .replaceAll(' PARTITION BY RANGE ("started_at")', "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "" && !/^CREATE SCHEMA|^ALTER TABLE "\w+" SET \(/.test(statement));
}

test("the migrations say what the schema says, statement by statement", async () => {
  await withDatabase(async (databaseUrl) => {
    const [schema, migrations] = [await statementsOfSchema(databaseUrl), await statementsOfMigrations()];
    expect(schema.length).toBeGreaterThan(20);
    expect(migrations.toSorted()).toEqual(schema.toSorted());
  });
});
