import { Client, Pool } from "pg";
import { from as copyFrom } from "pg-copy-streams";

import { OutturnError } from "#lib/domain/errors.ts";

import type { BackedUp } from "./back-up.ts";
import { backupEnd, backupHeader, backupTable, TABLE_END } from "./backup-format.ts";
import type { BackupHeader, BackupTable } from "./backup-format.ts";
import { makePartitions } from "./make-partitions.ts";
import { migrate } from "./migrate.ts";
import { PRISMA_FOLDER, readMigrations } from "./schema-engine.ts";
import { translateError } from "./translate-error.ts";

/**
 * Fills an empty database from a backup, whole or not at all, and brings its schema up to date.
 * @throws OutturnError `conflict` for a database that is not empty, `bad_request` for what is not a whole backup of this or an
 * earlier version.
 */
export async function restore(databaseUrl: string, backup: AsyncIterable<Buffer>): Promise<BackedUp> {
  await requireEmpty(databaseUrl);
  const reader = new BackupReader(backup);
  const header = parse(await reader.line(), (value) => backupHeader.parse(value));
  await requireKnown(header);
  await migrate(databaseUrl, { only: new Set(header.migrations) });
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await makePartitions(pool, header.months);
  } finally {
    await pool.end();
  }
  const loaded = await load(databaseUrl, reader);
  await migrate(databaseUrl);
  return loaded;
}

/** Empty is without tables, or as a restore that broke off leaves it: with tables and no project. */
async function requireEmpty(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    const { rows } = await client.query<{ tables: number; migrated: boolean }>(
      `select count(*)::int as tables, bool_or(relname = 'project') as migrated from pg_class
       where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`,
    );
    const { tables = 0, migrated = false } = rows[0] ?? {};
    if (tables === 0) return;
    if (migrated && (await client.query("select 1 from project limit 1")).rowCount === 0) return;
  } catch (error) {
    throw translateError(error);
  } finally {
    await client.end();
  }
  throw new OutturnError(
    "conflict",
    "This database is not empty, and a backup is never mixed with what is there: restore into a new OUTTURN_DATA_DIR or DATABASE_URL.",
  );
}

async function requireKnown({ migrations }: BackupHeader): Promise<void> {
  const { migrationDirectories } = await readMigrations(PRISMA_FOLDER);
  const known = migrationDirectories.map(({ path }) => path);
  const strange = migrations.find((name) => !known.includes(name));
  if (strange === undefined) return;
  throw new OutturnError(
    "bad_request",
    `The backup comes from a later version (its schema has "${strange}"): restore it with that version.`,
  );
}

async function load(databaseUrl: string, reader: BackupReader): Promise<BackedUp> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("begin");
    let tables = 0;
    let rows = 0;
    for (;;) {
      const value = JSON.parse(await reader.line()) as unknown;
      const end = backupEnd.safeParse(value);
      if (end.success) {
        if (end.data.tables !== tables || end.data.rows !== rows) throw notWhole(`${rows} of ${end.data.rows} rows`);
        break;
      }
      const table = backupTable.parse(value);
      rows += await loadTable(client, table, reader);
      tables += 1;
    }
    await continueSequences(client);
    await client.query("commit");
    await client.query("analyze");
    return { tables, rows };
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error instanceof SyntaxError ? notWhole("a line that cannot be read") : translateError(error);
  } finally {
    await client.end();
  }
}

async function loadTable(client: Client, { table, columns }: BackupTable, reader: BackupReader): Promise<number> {
  const list = columns.map((column) => `"${column}"`).join(", ");
  const copy = client.query(copyFrom(`copy "${table}" (${list}) from stdin`));
  const done = new Promise<void>((resolve, reject) => {
    copy.once("finish", resolve);
    copy.once("error", reject);
  });
  try {
    for await (const rows of reader.rows()) {
      if (!copy.write(rows)) await Promise.race([done, new Promise((drained) => copy.once("drain", drained))]);
    }
    copy.end();
    await done;
  } catch (error) {
    done.catch(() => undefined);
    copy.destroy();
    throw error;
  }
  return copy.rowCount;
}

/** Numbers that Postgres gives out go on after the highest that was restored. */
async function continueSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null`,
  );
  for (const { table, column, sequence } of rows) {
    await client.query(`select setval($1, coalesce((select max("${column}") from "${table}"), 0) + 1, false)`, [
      sequence,
    ]);
  }
}

/** Takes a backup apart into its lines and the rows of its tables, holding no more than a chunk of it. */
class BackupReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(backup: AsyncIterable<Buffer>) {
    this.#chunks = backup[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf(10);
      if (end >= 0) return this.#take(end + 1).toString("utf8", 0, end);
      await this.#more();
    }
  }

  /** Whole lines up to the table's end. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#endOfTable();
      if (end >= 0) {
        if (end > 0) yield this.#take(end);
        this.#take(TABLE_END.length);
        return;
      }
      const whole = this.#held.lastIndexOf(10) + 1;
      if (whole > 0) yield this.#take(whole);
      await this.#more();
    }
  }

  /** Where the end's line begins; what is held begins with a line. */
  #endOfTable(): number {
    if (this.#held.subarray(0, TABLE_END.length).equals(Buffer.from(TABLE_END))) return 0;
    const before = this.#held.indexOf(`\n${TABLE_END}`);
    return before < 0 ? -1 : before + 1;
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw notWhole("an end before its last line");
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
  }
}

function parse<T>(text: string, read: (value: unknown) => T): T {
  try {
    return read(JSON.parse(text));
  } catch (error) {
    throw new OutturnError("bad_request", "This file is not a backup that outturn wrote.", { cause: error });
  }
}

function notWhole(what: string): OutturnError {
  return new OutturnError("bad_request", `The backup is not whole: it has ${what}. Nothing of it was kept.`);
}
