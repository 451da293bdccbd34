import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { RAW_COLUMNS } from "./play-tasks.ts";

/** Installed on demand beside the bench's data: nothing that Outturn ships needs it. */
const PACKAGE = "@duckdb/node-api";
const VERSION = "1.5.6-r.1";

/** What is used of the package. */
interface DuckConnection {
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, unknown>[] }>;
  closeSync(): void;
}
interface DuckModule {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Record<string, string>,
    ): Promise<{ connect(): Promise<DuckConnection>; closeSync(): void }>;
  };
}

export interface Duck {
  ask(sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

/** Where the raw rows of a text file are once DuckDB has read them. */
export function duckFileOf(csv: string): string {
  return `${csv}.duckdb`;
}

/** DuckDB with the raw rows in a file of its own, or null, saying why, where it cannot be had. */
export async function openDuck(folder: string, csv: string): Promise<Duck | null> {
  const home = join(folder, "duckdb");
  const found = join(home, "node_modules", PACKAGE);
  if (!existsSync(found)) {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, "package.json"), '{"private":true}\n');
    const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
    const { status, stderr } = spawnSync("npm", ["install", "--prefix", home, ...flags, `${PACKAGE}@${VERSION}`], {
      encoding: "utf8",
    });
    if (status !== 0) {
      console.log(`DuckDB is left out, as npm could not install it: ${(stderr ?? "").split("\n")[0]}`);
      return null;
    }
  }
  // Resolved at run time from another folder, so the compiler cannot know it.
  const { DuckDBInstance } = createRequire(join(home, "package.json"))(PACKAGE) as DuckModule;
  const instance = await DuckDBInstance.create(duckFileOf(csv), { threads: "2" });
  const connection = await instance.connect();
  const columns = RAW_COLUMNS.map(([name, type]) => `'${name}': '${type.toUpperCase()}'`).join(", ");
  await connection.runAndReadAll("set timezone = 'UTC'");
  if (existsSync(csv)) {
    await connection.runAndReadAll(
      `create or replace table raw as select * from read_csv('${csv}', header = false, columns = {${columns}})`,
    );
    await connection.runAndReadAll("checkpoint");
    await rm(csv);
  }
  return {
    ask: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
