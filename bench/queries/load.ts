import { createWriteStream, existsSync } from "node:fs";
import type { WriteStream } from "node:fs";
import { chmod, rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { Client } from "pg";
import type { Pool } from "pg";

import { HOUR_MS } from "#lib/domain/time.ts";
import { addSums } from "#lib/fold/sums.ts";
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
import { duckFileOf } from "./duckdb.ts";
import { DAYS, movedTo, playTasks, RAW_COLUMNS, seeded, START_MS, TAGS } from "./play-tasks.ts";
import type { PlayedTask } from "./play-tasks.ts";
import { dropKeys, makeKeys, RowFiles } from "./row-files.ts";

export interface Loaded {
  readonly url: string;
  readonly projectId: string;
  readonly calls: number;
  /** The raw rows as a file, for DuckDB, which has them in one of its own after its first run. */
  readonly file: string;
}

const TEMPLATES = 12_000;
/** Rises when what is loaded changes, so that an older cluster is filled again. */
const VERSION = 4;

/** A database with about this many calls, from an earlier run if it is whole. */
export async function load(server: string, calls: number, folder: string): Promise<Loaded> {
  const name = `queries_v${VERSION}_${calls}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const file = `${folder}/${name}.csv`;
  const store = openStore({ databaseUrl: url.href });
  try {
    if (!(await isWhole(server, name)) || !(existsSync(file) || existsSync(duckFileOf(file))))
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
  await dropKeys(store.pool);
  await playWeeks(store, project.id, { calls, file });
  await makeKeys(store.pool);
  await store.pool.query("insert into fold_state (project_id, version) values ($1, 1)", [project.id]);
  await copyRaw(store.pool, file);
  await addNeighbours(store, project.id);
  await store.pool.query("vacuum analyze");
  await maintain(server, async (client) => client.query(`comment on database ${name} is 'whole'`));
  console.log(`${calls.toLocaleString("en")} calls loaded in ${Math.round((Date.now() - began) / 1000)} s`);
}

/** Hour by hour as they would have come; a week's rows and cells are written and forgotten before the next. */
async function playWeeks(
  store: Store,
  projectId: string,
  { calls, file }: Pick<Filling, "calls" | "file">,
): Promise<void> {
  const random = seeded(calls);
  const tasks = playTasks(Math.min(TEMPLATES, Math.ceil(calls / 6)), random);
  const average = tasks.reduce((sum, task) => sum + task.rows.length, 0) / tasks.length;
  const perHour = calls / average / (DAYS * 24);
  const raw = createWriteStream(`${file}.part`);
  const cellFiles = new CellFiles(file);
  const rowFiles = new RowFiles(file, projectId);
  for (let week = 0; week * 7 < DAYS; week += 1) {
    const weekly = new CellSummer();
    for (let day = week * 7; day < Math.min(DAYS, week * 7 + 7); day += 1) {
      const cells = new CellCollector(projectId);
      for (let hour = 0; hour < 24; hour += 1) {
        const hourMs = START_MS + (day * 24 + hour) * HOUR_MS;
        const played = Array.from({ length: Math.floor(perHour + random()) }, () => pick(tasks, random));
        for (const task of played) {
          cells.add(movedTo(task, hourMs));
          rowFiles.add(task, hourMs);
        }
        await rowFiles.write();
        if (!raw.write(played.map((task) => rawLines(task, hourMs)).join(""))) await once(raw, "drain");
      }
      await cellFiles.write(weekly.takeFine(await cells.cells()));
    }
    await cellFiles.write(weekly.cells());
    await rowFiles.copyInto(store.pool);
    process.stdout.write(`\r  week ${week + 1} of ${Math.ceil(DAYS / 7)} `);
  }
  process.stdout.write("\r");
  await rowFiles.close();
  await cellFiles.copyInto(store.pool);
  raw.end();
  await once(raw, "close");
  await chmod(`${file}.part`, 0o644);
  await rename(`${file}.part`, file);
}

function pick(tasks: readonly PlayedTask[], random: () => number): PlayedTask {
  const task = tasks[Math.floor(random() * tasks.length)];
  if (task === undefined) throw new Error("there are tasks to pick from");
  return task;
}

function rawLines({ rows }: PlayedTask, hourMs: number): string {
  const taskAt = new Date(hourMs).toISOString();
  return rows.map(({ offsetMs, text }) => `${new Date(hourMs + offsetMs).toISOString()},${taskAt},${text}\n`).join("");
}

/** Adds up the cells of tiers longer than a day, which come in parts. */
class CellSummer {
  readonly #cells = new Map<string, Cell>();

  /** @returns the cells of hours and days, which are whole. */
  takeFine(cells: readonly Cell[]): Cell[] {
    for (const cell of cells) {
      if (isFine(cell)) continue;
      const key = JSON.stringify([cell.grain, cell.split, cell.tier, cell.bucketMs, cell.dimensions]);
      const held = this.#cells.get(key);
      if (held === undefined) this.#cells.set(key, cell);
      else addSums(held.sums, cell.sums);
    }
    return cells.filter(isFine);
  }

  cells(): Cell[] {
    return [...this.#cells.values()];
  }
}

function isFine({ tier }: Cell): boolean {
  return tier === "hour" || tier === "day";
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

/** The raw rows as one would keep them for such questions: every name on the row, and an index on the time that is asked for. */
async function copyRaw(pool: Pool, file: string): Promise<void> {
  await pool.query(`create unlogged table raw (${RAW_COLUMNS.map(([name, type]) => `${name} ${type}`).join(", ")})`);
  await pool.query(`copy raw from '${file}' (format csv)`);
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
