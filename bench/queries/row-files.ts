import { createWriteStream } from "node:fs";
import type { WriteStream } from "node:fs";
import { chmod, rm } from "node:fs/promises";
import { once } from "node:events";
import type { Pool } from "pg";

import { encodeContribution } from "#lib/fold/contribution.ts";
import { CALL_COLUMNS } from "#lib/store/call-columns.ts";
import type { Column, Value } from "#lib/store/column.ts";
import { EVENT_COLUMNS } from "#lib/store/event-columns.ts";
import { makePartitions, monthOf } from "#lib/store/make-partitions.ts";
import { FIGURE_COLUMNS } from "#lib/store/save-tasks.ts";
import { BASE_HOUR_MS, DAYS, START_MS } from "./play-tasks.ts";
import type { PlayedTask } from "./play-tasks.ts";

const TABLES = ["call", "task_event", "task"] as const;
type Table = (typeof TABLES)[number];

/** One repetition of a played task. */
interface Instance {
  /** Unique among all; ids are made of it. */
  readonly number: number;
  readonly hourMs: number;
}
/** Spans of calls are numbered below it, those of events from it. */
const MOST_CALLS = 8;
type Part = string | ((instance: Instance) => string);

/**
 * The rows of tasks as the ingest and the fold would have left them, written as lines of COPY: what a played task says, at
 * other hours and under other ids. `trace_task` stays empty, as nothing that is asked reads it.
 */
export class RowFiles {
  readonly #path: string;
  readonly #projectId: string;
  readonly #known = new Map<PlayedTask, Record<Table, readonly Part[]>>();
  #files: Record<Table, WriteStream>;
  #lines: Record<Table, string[]> = { call: [], task_event: [], task: [] };
  #count = 0;

  constructor(path: string, projectId: string) {
    this.#path = path;
    this.#projectId = projectId;
    this.#files = this.#open();
  }

  add(task: PlayedTask, hourMs: number): void {
    const parts = this.#known.get(task) ?? this.#partsOf(task);
    this.#known.set(task, parts);
    const instance = { number: (this.#count += 1), hourMs };
    for (const table of TABLES)
      this.#lines[table].push(parts[table].map((part) => (typeof part === "string" ? part : part(instance))).join(""));
  }

  async write(): Promise<void> {
    for (const table of TABLES)
      if (!this.#files[table].write(this.#lines[table].splice(0).join(""))) await once(this.#files[table], "drain");
  }

  /** Copies what was written so far into the tables, and begins new files. */
  async copyInto(pool: Pool): Promise<void> {
    await this.write();
    for (const table of TABLES) {
      this.#files[table].end();
      await once(this.#files[table], "close");
      const file = this.#fileOf(table);
      await chmod(file, 0o644);
      await pool.query(
        `copy ${table} (${columnsOf(table)
          .map(({ name }) => name)
          .join(", ")}) from '${file}'`,
      );
      await rm(file);
    }
    this.#files = this.#open();
  }

  async close(): Promise<void> {
    for (const table of TABLES) {
      this.#files[table].end();
      await once(this.#files[table], "close");
      await rm(this.#fileOf(table), { force: true });
    }
  }

  #open(): Record<Table, WriteStream> {
    const open = (table: Table): WriteStream => createWriteStream(this.#fileOf(table));
    return { call: open("call"), task_event: open("task_event"), task: open("task") };
  }

  #fileOf(table: Table): string {
    return `${this.#path}.rows-${table}`;
  }

  #partsOf({ calls, events, figures }: PlayedTask): Record<Table, readonly Part[]> {
    const contribution = encodeContribution(figures.contribution);
    const of = (figuresOf: object): object => ({ ...figuresOf, projectId: this.#projectId, taskId: ID });
    return {
      call: calls.flatMap((row, i) => lineOf("call", of({ row }), i)),
      task_event: events.flatMap((row, i) => lineOf("task_event", of({ row }), MOST_CALLS + i)),
      task: lineOf("task", of({ figures, contribution, rowsFromUs: figures.startUs, rowsToUs: figures.endUs }), 0),
    };
  }
}

/** Stands for the id of the task in what is written once and repeated. */
const ID = "\u0001";

/** Each name is a column's of the table; what the rows of it are is the column's own knowledge. */
function columnsOf(table: Table): readonly Column<never>[] {
  switch (table) {
    case "call":
      return [PROJECT, ...CALL_COLUMNS];
    case "task_event":
      return [PROJECT, ...EVENT_COLUMNS];
    case "task":
      return [PROJECT, TASK, ...FIGURE_COLUMNS, ROWS_FROM, ROWS_TO];
  }
}
const PROJECT: Column<{ projectId: string }> = { name: "project_id", type: "uuid", of: ({ projectId }) => projectId };
const TASK: Column<{ taskId: string }> = { name: "task_id", type: "text", of: ({ taskId }) => taskId };
const ROWS_FROM: Column<{ rowsFromUs: number }> = {
  name: "rows_from",
  type: "timestamptz",
  of: ({ rowsFromUs }) => rowsFromUs,
};
const ROWS_TO: Column<{ rowsToUs: number }> = { name: "rows_to", type: "timestamptz", of: ({ rowsToUs }) => rowsToUs };

/** Instants inside documents, in milliseconds or microseconds: those of the hour in which tasks are played. */
const INSTANT = new RegExp(`\\b${String(BASE_HOUR_MS).slice(0, 5)}\\d{8}(?:\\d{3})?\\b`, "g");

function lineOf(table: Table, row: object, position: number): Part[] {
  const parts: Part[] = [];
  columnsOf(table).forEach((column, i) => {
    if (i > 0) parts.push("\t");
    // Every table's rows are made above as its columns read them.
    parts.push(...partsOf(column, column.of(row as never), position));
  });
  return [...parts, "\n"].reduce<Part[]>(joinTexts, []);
}

function joinTexts(parts: Part[], part: Part): Part[] {
  const last = parts.at(-1);
  if (typeof last === "string" && typeof part === "string") parts[parts.length - 1] = last + part;
  else parts.push(part);
  return parts;
}

function partsOf({ name, type }: Column<never>, value: Value, position: number): Part[] {
  if (value === null) return ["\\N"];
  if (type === "timestamptz") return [(instance) => isoOf(Number(value) + shiftMs(instance) * 1000)];
  if (name === "task_id") return [({ number }) => `task_${number.toString(36).padStart(8, "0")}`];
  if (name === "trace_id") return [({ number }) => number.toString(16).padStart(32, "0")];
  if (name === "span_id") return [({ number }) => (number * 16 + position).toString(16).padStart(16, "0")];
  if (name === "id") return [({ number }) => `event:${number.toString(36)}/${position}`];
  const text = String(value).replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
  if (type !== "json" && type !== "jsonb") return [text];
  const texts = text.split(INSTANT);
  const instants = text.match(INSTANT) ?? [];
  return texts.flatMap((before, i) => {
    const instant = instants[i];
    if (instant === undefined) return [before];
    const scale = instant.length > 13 ? 1000 : 1;
    return [before, (instance: Instance) => String(Number(instant) + shiftMs(instance) * scale)];
  });
}

function shiftMs({ hourMs }: Instance): number {
  return hourMs - BASE_HOUR_MS;
}

function isoOf(us: number): string {
  const ms = Math.floor(us / 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(us - ms * 1000).padStart(3, "0")}Z`;
}

const KEYS: readonly (readonly [table: Table, key: string])[] = [
  ["call", "project_id, task_id, started_at, trace_id, span_id, content_hash"],
  ["task_event", "project_id, task_id, started_at, id, content_hash"],
  ["task", "project_id, task_id"],
];

/** Takes the keys off the tables, which are made again in one go when all rows are there. */
export async function dropKeys(pool: Pool): Promise<void> {
  const endMs = START_MS + DAYS * 86_400_000;
  await makePartitions(
    pool,
    Array.from(
      { length: monthOf(endMs * 1000) - monthOf(START_MS * 1000) + 1 },
      (_, i) => monthOf(START_MS * 1000) + i,
    ),
  );
  for (const [table] of KEYS) await pool.query(`alter table ${table} drop constraint ${table}_pkey`);
  await pool.query("drop index task_project_id_started_at_task_id_idx");
}

export async function makeKeys(pool: Pool): Promise<void> {
  await pool.query("set maintenance_work_mem = '512MB'");
  for (const [table, key] of KEYS) await pool.query(`alter table ${table} add primary key (${key})`);
  await pool.query(
    "create index task_project_id_started_at_task_id_idx on task (project_id, started_at desc, task_id)",
  );
}
