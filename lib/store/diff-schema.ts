import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { SqlQuery, SqlResultSet } from "@prisma/driver-adapter-utils";
import { Pool } from "pg";
import type { QueryConfig, QueryResult } from "pg";

import { NO_FILTER, openEngine, PRISMA_FOLDER } from "./schema-engine.ts";

/** The SQL that would turn a database's tables into those of `schema.prisma`; empty when they are the same. */
export async function diffSchema(databaseUrl: string): Promise<string> {
  const path = join(PRISMA_FOLDER, "schema.prisma");
  const content = await readFile(path, "utf8");
  const files = [{ path, content }];
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  try {
    using engine = await openEngine(catalogueAdapter(pool), [[path, content]]);
    const { stdout } = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: PRISMA_FOLDER },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout?.replace(/^-- This is an empty migration\.\s*$/, "") ?? "";
  } finally {
    await pool.end();
  }
}

/** "char", of which PostgreSQL's catalogue is full and for which the adapter has no name. */
const CHAR = 18;
/** An array of them it does know; nothing here asks for one, so it can stand for the single one on its way through. */
const CHAR_ARRAY = 1002;

/** The adapter, taught to read the catalogue's "char" columns as the engine wants them. */
function catalogueAdapter(pool: Pool): PrismaPg {
  const query = pool.query.bind(pool) as (config: QueryConfig) => Promise<QueryResult>;
  const relabelled = Object.assign(pool, {
    query: async (config: QueryConfig): Promise<QueryResult> => {
      const result = await query(config);
      for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = CHAR_ARRAY;
      return result;
    },
  });
  const factory = new PrismaPg(relabelled);
  const connect = factory.connect.bind(factory);
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      return Object.assign(adapter, {
        queryRaw: async (asked: SqlQuery): Promise<SqlResultSet> => {
          const result = await queryRaw(asked);
          const { CharacterArray, Character } = ColumnTypeEnum;
          return {
            ...result,
            columnTypes: result.columnTypes.map((type) => (type === CharacterArray ? Character : type)),
          };
        },
      });
    },
  });
}
