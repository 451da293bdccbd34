import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";

import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";

import { BACKUP_FORMAT, TABLE_END } from "./backup-format.ts";
import type { BackupEnd, BackupHeader, BackupTable } from "./backup-format.ts";
import { monthOfPartition } from "./make-partitions.ts";
import { translateError } from "./translate-error.ts";

/** What a backup holds. */
export interface BackedUp {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes everything in the database as of one moment: whatever was acknowledged before the call is in it. Writers are not held up.
 * Ends the stream. @throws OutturnError `unavailable` when the database cannot be read.
 */
export async function backUp(databaseUrl: string, to: Writable): Promise<BackedUp> {
  const client = new Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    // One snapshot for all tables: a row of one never lacks what it points to in another.
    await client.query("begin transaction isolation level repeatable read, read only");
    const tables = await listTables(client);
    await put(to, line(await describe(client)));
    let rows = 0;
    for (const table of tables) rows += await writeTable(client, table, to);
    const end: BackupEnd = { end: true, tables: tables.length, rows };
    await put(to, line(end));
    await client.query("commit");
    to.end();
    await finished(to);
    return { tables: tables.length, rows };
  } catch (error) {
    to.destroy();
    throw translateError(error);
  } finally {
    await client.end();
  }
}

async function describe(client: Client): Promise<BackupHeader> {
  const migrations = await client.query<{ name: string }>(
    `select migration_name as name from _prisma_migrations
     where finished_at is not null and rolled_back_at is null order by migration_name`,
  );
  const partitions = await client.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`,
  );
  const clock = await client.query<{ at: Date }>("select now() as at");
  return {
    format: BACKUP_FORMAT,
    at: clock.rows[0]?.at.toISOString() ?? "",
    migrations: migrations.rows.map(({ name }) => name),
    months: [...new Set(partitions.rows.flatMap(({ name }) => monthOfPartition(name) ?? []))].toSorted((a, b) => a - b),
  };
}

/** Tables with their columns, those that others point to first. */
async function listTables(client: Client): Promise<readonly BackupTable[]> {
  const columns = await client.query<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> '_prisma_migrations' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
  );
  const pointers = await client.query<{ from: string; to: string }>(
    `select f.relname as from, t.relname as to from pg_constraint k
     join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid where k.contype = 'f'`,
  );
  return inOrder(columns.rows, pointers.rows);
}

/** Tables after all that they point to. A table that points to itself is taken as it comes: its rows are checked at the end. */
function inOrder(
  tables: readonly BackupTable[],
  pointers: readonly { readonly from: string; readonly to: string }[],
): readonly BackupTable[] {
  const done = new Set<BackupTable>();
  const visit = (table: BackupTable): void => {
    if (done.has(table)) return;
    const needed = pointers.filter(({ from, to }) => from === table.table && to !== from).map(({ to }) => to);
    for (const other of tables) if (needed.includes(other.table)) visit(other);
    done.add(table);
  };
  for (const table of tables) visit(table);
  return [...done];
}

async function writeTable(client: Client, { table, columns }: BackupTable, to: Writable): Promise<number> {
  await put(to, line({ table, columns }));
  const list = columns.map((column) => `"${column}"`).join(", ");
  const rows = client.query(copyTo(`copy (select ${list} from "${table}") to stdout`));
  for await (const chunk of rows as AsyncIterable<Buffer>) await put(to, chunk);
  await put(to, TABLE_END);
  return rows.rowCount;
}

async function put(to: Writable, chunk: string | Buffer): Promise<void> {
  if (!to.write(chunk)) await once(to, "drain");
}

function line(value: BackupHeader | BackupTable | BackupEnd): string {
  return `${JSON.stringify(value)}\n`;
}
