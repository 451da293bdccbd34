import type { Pool } from "pg";

import { parseUsd } from "#lib/domain/money.ts";
import { openDuck } from "./duckdb.ts";
import type { Loaded } from "./load.ts";
import { ask } from "./measure.ts";
import type { Target } from "./measure.ts";
import { COMPARED, nameOf, questions, rawSql } from "./questions.ts";
import type { Question } from "./questions.ts";

interface Compared {
  readonly name: string;
  /** Medians of three, milliseconds; DuckDB's is null where it could not be installed. */
  readonly outturn: number;
  readonly postgres: number;
  readonly duckdb: number | null;
  /** Whether all three say the same tasks, successes, calls, tokens and cost. */
  readonly same: boolean;
}

interface Comparison {
  readonly to: Target;
  readonly pool: Pool;
  readonly folder: string;
  readonly loaded: Loaded;
}

const TIMES = 3;

/** The same questions over whole days asked of Outturn over HTTP, and of the raw rows in Postgres and DuckDB. */
export async function compareRaw({ to, pool, folder, loaded }: Comparison): Promise<Compared[]> {
  const duck = await openDuck(folder, loaded.file);
  const compared: Compared[] = [];
  for (const wanted of COMPARED) {
    const question = find(wanted);
    const outturn = await timed(async () => totalsOfAnswer((await ask(to, question)).body));
    const postgres = await timed(async () => totalsOf((await pool.query<Row>(rawSql(question))).rows));
    const duckdb = duck === null ? null : await timed(async () => totalsOf(await duck.ask(rawSql(question))));
    const same = postgres.value === outturn.value && (duckdb === null || duckdb.value === outturn.value);
    compared.push({
      name: nameOf(question),
      outturn: outturn.ms,
      postgres: postgres.ms,
      duckdb: duckdb?.ms ?? null,
      same,
    });
  }
  duck?.close();
  return compared;
}

function find(wanted: Pick<Question, "groupBy" | "days" | "percentiles">): Question {
  const [question] = questions(wanted.percentiles, false).filter(({ days }) => days === wanted.days);
  if (question === undefined) throw new Error("there are questions for every range");
  return { ...question, ...wanted };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const times: number[] = [];
  let value: T | undefined;
  for (let i = 0; i < TIMES; i += 1) {
    const began = performance.now();
    value = await work();
    times.push(performance.now() - began);
  }
  if (value === undefined) throw new Error("work is done at least once");
  return { value, ms: times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0 };
}

type Row = Record<string, unknown>;

const FIGURES = ["calls", "tasks", "succeeded", "output", "cost"];

/** Rows and the sums over them, as text that is equal for equal answers. */
function totalsOf(rows: readonly Row[]): string {
  const sum = (name: string): bigint => rows.reduce((total, row) => total + BigInt(String(row[name])), 0n);
  return [rows.length, ...FIGURES.map((name) => sum(name))].join(" ");
}

interface AnswerRow {
  readonly calls: number;
  readonly tasks: number;
  readonly succeeded: number;
  readonly cost_usd: string;
  readonly tokens: { readonly output: number };
}

function totalsOfAnswer(body: string): string {
  // The contract's own answer.
  const { rows } = JSON.parse(body) as { rows: AnswerRow[] };
  return totalsOf(rows.map((row) => ({ ...row, output: row.tokens.output, cost: parseUsd(row.cost_usd) })));
}
