import { createWriteStream, existsSync } from "node:fs";
import type { WriteStream } from "node:fs";
import { chmod, rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { Client } from "pg";
import type { Pool } from "pg";

import { CELL_TABLES, compareCells, dimensionColumns, KEY_COLUMNS, SUM_COLUMNS } from "#lib/store/cell-columns.ts";
import type { Cell, Grain } from "#lib/store/cell-columns.ts";
import { CellCollector } from "#lib/store/collect-cells.ts";
import type { Column } from "#lib/store/column.ts";
import { createProject } from "#lib/store/create-project.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { migrate } from "#lib/store/migrate.ts";
import { openStore } from "#lib/store/open-store.ts";
import type { Store } from "#lib/store/open-store.ts";
import { ensureDefaultProject } from "#lib/store/create-project.ts";
import { anHour, DAYS, movedTo, playTasks, RAW_COLUMNS, seeded, TAGS } from "./play-tasks.ts";

export interface Loaded {
  readonly url: string;
  readonly projectId: string;
  readonly calls: number;
  /** The raw rows as a file, for DuckDB. */
  readonly file: string;
}

const TEMPLATES = 12_000;
/** Rises when what is loaded changes, so that an older cluster is filled again. */
const VERSION = 3;

/** A database with about this many calls, from an earlier run if it is whole. */
export async function load(server: string, calls: number, folder: string): Promise<Loaded> {
  const name = `queries_v${VERSION}_${calls}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const file = `${folder}/${name}.csv`;
  const store = openStore({ databaseUrl: url.href });
  try {
    if (!(await isWhole(server, name)) || !existsSync(file))
      await fill(store, { server, name, url: url.href, calls, file });
    const { rows } = await store.pool.query<{ id: string; calls: string }>(
      "select id::text, (select count(*)::text from raw) as calls from project where slug = 'default'",
    );
    return { url: url.href, projectId: rows[0]?.id ?? "", calls: Number(rows[0]?.calls ?? 0), file };
  } finally {
    await store.close();
  }
}

/** A database gets its name's comment when all is in it. */
async function isWhole(server: string, name: string): Promise<boolean> {
  return maintain(server, async (client) => {
    const { rows } = await client.query<{ whole: boolean }>(
      "select shobj_description(oid, 'pg_database') = 'whole' as whole from pg_database where datname = $1",
      [name],
    );
    return rows[0]?.whole === true;
  });
}

async function maintain<T>(server: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

interface Filling {
  readonly server: string;
  readonly name: string;
  readonly url: string;
  readonly calls: number;
  readonly file: string;
}

async function fill(store: Store, filling: Filling): Promise<void> {
  const { server, name, url, calls, file } = filling;
  const began = Date.now();
  await maintain(server, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
  });
  await migrate(url);
  const project = await ensureDefaultProject(store);
  await declareTags(store, project.id, TAGS);
  await playWeeks(store, project.id, { calls, file });
  await copyRaw(store.pool, file);
  await addNeighbours(store, project.id);
  await store.pool.query("vacuum analyze");
  await maintain(server, async (client) => client.query(`comment on database ${name} is 'whole'`));
  console.log(`${calls.toLocaleString("en")} calls loaded in ${Math.round((Date.now() - began) / 1000)} s`);
}

/** Week by week, so that only the cells of one are in memory: they share none but those that a task's last calls fall into. */
async function playWeeks(
  store: Store,
  projectId: string,
  { calls, file }: Pick<Filling, "calls" | "file">,
): Promise<void> {
  const random = seeded(calls);
  const tasks = playTasks(Math.min(TEMPLATES, Math.ceil(calls / 6)), random);
  const average = tasks.reduce((sum, task) => sum + task.rows.length, 0) / tasks.length;
  const raw = createWriteStream(`${file}.part`);
  const files = new CellFiles(file);
  for (let week = 0; week * 7 < DAYS; week += 1) {
    const share = Math.min(7, DAYS - week * 7) / DAYS;
    const cells = new CellCollector(projectId);
    const lines: string[] = [];
    for (let left = Math.round((calls / average) * share); left > 0; left -= 1) {
      const task = tasks[Math.floor(random() * tasks.length)];
      if (task === undefined) continue;
      const hourMs = anHour(random, week);
      cells.add(movedTo(task, hourMs));
      const taskAt = new Date(hourMs).toISOString();
      for (const { offsetMs, text } of task.rows)
        lines.push(`${new Date(hourMs + offsetMs).toISOString()},${taskAt},${text}\n`);
      if (lines.length >= 5_000 && !raw.write(lines.splice(0).join(""))) await once(raw, "drain");
    }
    raw.write(lines.join(""));
    await files.write(cells.cells());
    process.stdout.write(`\r  week ${week + 1} of ${Math.ceil(DAYS / 7)} `);
  }
  process.stdout.write("\r");
  await files.copyInto(store.pool);
  raw.end();
  await once(raw, "close");
  await chmod(`${file}.part`, 0o644);
  await rename(`${file}.part`, file);
}

/** Cells as lines of COPY, of the columns and encodings that the fold writes: a tenth of the time of its upserts. */
class CellFiles {
  readonly #files: Record<Grain, WriteStream>;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.#files = { task: createWriteStream(`${path}.task`), call: createWriteStream(`${path}.call`) };
  }

  async write(cells: readonly Cell[]): Promise<void> {
    for (const grain of GRAINS) {
      const columns = columnsOf(grain);
      const own = cells.filter((cell) => cell.grain === grain).sort(compareCells);
      for (let at = 0; at < own.length; at += 2_000) {
        const lines = own
          .slice(at, at + 2_000)
          .map((cell) => `${columns.map((column) => textOf(cell, column)).join("\t")}\n`);
        if (!this.#files[grain].write(lines.join(""))) await once(this.#files[grain], "drain");
      }
    }
  }

  async copyInto(pool: Pool): Promise<void> {
    for (const grain of GRAINS) {
      this.#files[grain].end();
      await once(this.#files[grain], "close");
      const [table, file] = [CELL_TABLES[grain], `${this.#path}.${grain}`];
      await chmod(file, 0o644);
      const key = KEY_COLUMNS.map(({ name }) => name).join(", ");
      await pool.query(`alter table ${table} drop constraint ${table}_pkey`);
      await pool.query(
        `copy ${table} (${columnsOf(grain)
          .map(({ name }) => name)
          .join(", ")}) from '${file}'`,
      );
      await pool.query(`alter table ${table} add primary key (${key})`);
      await rm(file);
    }
  }
}

const GRAINS = ["task", "call"] as const;

function columnsOf(grain: Grain): Column<Cell>[] {
  return [...KEY_COLUMNS, ...dimensionColumns(grain), ...SUM_COLUMNS];
}

function textOf(cell: Cell, column: Column<Cell>): string {
  const value = column.of(cell);
  if (column.type === "timestamptz") return new Date(Number(value) / 1000).toISOString();
  return Buffer.isBuffer(value) ? `\\\\x${value.toString("hex")}` : String(value);
}

/** The raw rows as one would keep them for such questions: every name on the row, and indexes on both times. */
async function copyRaw(pool: Pool, file: string): Promise<void> {
  await pool.query(`create unlogged table raw (${RAW_COLUMNS.map(([name, type]) => `${name} ${type}`).join(", ")})`);
  await pool.query(`copy raw from '${file}' (format csv)`);
  await pool.query("create index on raw (started_at)");
  await pool.query("create index on raw (task_at)");
}

/** Nine other projects with cells of their own in the same tables. */
async function addNeighbours(store: Store, projectId: string): Promise<void> {
  for (let i = 1; i <= 9; i += 1) {
    const { id } = await createProject(store, { slug: `neighbour-${i}`, name: `Neighbour ${i}` });
    for (const table of ["task_cell", "call_cell"]) {
      const { rows } = await store.pool.query<{ name: string }>(
        "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 1 order by attnum",
        [table],
      );
      const columns = rows.map(({ name }) => name).join(", ");
      await store.pool.query(
        `insert into ${table} (project_id, ${columns}) select $2, ${columns} from ${table}
         where project_id = $1 and tier in ('day', 'week')`,
        [projectId, id],
      );
    }
  }
}
