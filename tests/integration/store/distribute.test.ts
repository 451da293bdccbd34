import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { distribute, planDistribution } from "#lib/store/distribute.ts";
import { PLACEMENTS } from "#lib/store/distribution.ts";
import { makePartitions, monthsAhead } from "#lib/store/make-partitions.ts";

import { withProject } from "./open-project.ts";
import type { OpenProject } from "./open-project.ts";

const tablesOf = (kind: "distributed" | "reference"): string[] =>
  Object.keys(PLACEMENTS).filter((table) => PLACEMENTS[table]?.kind === kind);
const DISTRIBUTED = tablesOf("distributed");
const REFERENCE = tablesOf("reference");

async function ask<Row extends object>({ store }: OpenProject, text: string): Promise<Row[]> {
  return (await store.pool.query<Row>(text)).rows;
}

describe("what a cluster asks of the schema", () => {
  test("every table that is to be placed is there, and every unique key of a distributed one holds its column", async () => {
    await withProject(async (open) => {
      await makePartitions(open.store.pool, monthsAhead(new Date()));
      const keys = await ask<{ table: string; name: string; columns: string[] }>(
        open,
        `select i.indrelid::regclass::text as "table", i.indexrelid::regclass::text as name,
           array(select attname::text from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any(i.indkey)) as columns
         from pg_index i where i.indisunique and i.indrelid::regclass::text = any('{${DISTRIBUTED.join(",")}}')`,
      );
      expect(new Set(keys.map(({ table }) => table))).toEqual(new Set(DISTRIBUTED));
      for (const { table, name, columns } of keys) {
        const placement = PLACEMENTS[table];
        expect([name, columns]).toEqual([
          name,
          expect.arrayContaining([placement?.kind === "distributed" ? placement.column : ""]),
        ]);
      }
      const there = await ask<{ name: string }>(
        open,
        "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
      );
      expect(there.map(({ name }) => name)).toEqual(expect.arrayContaining([...DISTRIBUTED, ...REFERENCE]));
    });
  });

  test("no constraint ties a distributed table to another, and none a reference table to one that stays", async () => {
    await withProject(async (open) => {
      const constraints = await ask<{ from: string; to: string }>(
        open,
        `select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f'`,
      );
      const broken = constraints.filter(
        ({ from, to }) =>
          DISTRIBUTED.includes(from) ||
          DISTRIBUTED.includes(to) ||
          (REFERENCE.includes(from) && !REFERENCE.includes(to)),
      );
      expect(broken).toEqual([]);
    });
  });

  test("tables that are joined keep equal values of their columns together", () => {
    for (const table of ["task_event", "call_content", "task"])
      expect(PLACEMENTS[table]).toEqual({ kind: "distributed", column: "task_id", with: "call" });
  });
});

const LIB = join(import.meta.dirname, "../../../lib");

/** Texts between backticks in the sources, each with the tables that it names after a word that takes one. */
function statements(): { readonly file: string; readonly sql: string; readonly tables: ReadonlySet<string> }[] {
  const files = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) =>
    [...readFileSync(join(LIB, file), "utf8").matchAll(/`([^`]*)`/g)].map(([, sql = ""]) => {
      const named = [...sql.matchAll(/\b(?:from|join|using|into|update)\s+(?:only\s+)?([a-z_]+)\b/g)];
      return { file, sql, tables: new Set(named.map(([, table = ""]) => table)) };
    }),
  );
}

describe("what a cluster asks of the statements", () => {
  test("observations are joined by project and task, and with no other table", () => {
    const joining = statements().filter(
      ({ sql, tables }) => /\bjoin\b/.test(sql) && DISTRIBUTED.some((table) => tables.has(table)),
    );
    expect(joining.length).toBeGreaterThan(0);
    for (const { file, sql } of joining) {
      const joined = [...sql.matchAll(/\bjoin\s+(call|task_event|task|trace_task)\b([^\n]*)/g)].map(
        ([, , on = ""]) => on,
      );
      for (const on of joined) expect([file, on]).toEqual([file, expect.stringMatching(/project_id.*task_id/)]);
    }
  });

  test("no statement locks rows of several nodes and skips those that are taken", () => {
    const skipping = statements().filter(({ sql }) => /skip locked/i.test(sql));
    // Queues of jobs and messages lie on the coordinator alone.
    expect(skipping.filter(({ tables }) => DISTRIBUTED.some((table) => tables.has(table)))).toEqual([]);
  });

  test("no row that was there already is changed by what a clock says", () => {
    const clocked = statements().filter(({ sql }) => /do update set[^]*\bnow\(\)/i.test(sql));
    expect(clocked).toEqual([]);
  });

  test("no change of spread rows joins them to arrays, and none is asked for beside a word that is none of theirs", () => {
    const spread = statements().filter(({ tables }) => DISTRIBUTED.some((table) => tables.has(table)));
    const joined = spread.filter(({ sql }) => /(?:delete from|update) [^]*(?:using|from) \(/i.test(sql));
    const listed = spread.filter(({ sql }) => /^\s*select (?:not )?exists/i.test(sql));
    expect([joined, listed]).toEqual([[], []]);
  });
});

test("without Citus the plan is told and nothing is changed, and a run says what is missing", async () => {
  await withProject(async ({ databaseUrl }) => {
    const plan = await planDistribution(databaseUrl, 8);
    expect(plan.observations).toEqual([
      "select create_distributed_table('call', 'task_id', colocate_with => 'none', shard_count => 8)",
      "select create_distributed_table('task_event', 'task_id', colocate_with => 'call')",
      "select create_distributed_table('call_content', 'task_id', colocate_with => 'call')",
      "select create_distributed_table('task', 'task_id', colocate_with => 'call')",
      "select create_distributed_table('trace_task', 'trace_id', colocate_with => 'none', shard_count => 8)",
    ]);
    const placing = plan.settings.filter((sql) => sql.startsWith("select"));
    expect(placing).toEqual(REFERENCE.map((table) => `select create_reference_table('${table}')`));
    expect(plan.settings).toContain(`alter table api_key drop constraint "api_key_project_id_fkey"`);
    expect(plan.settings.at(-1)).toMatch(/^alter table \S+ add constraint/);
    expect(plan.obstacle).toContain("create extension citus");
    await expect(distribute({ databaseUrl, shards: 8 })).rejects.toThrow("The database has no Citus");
  });
});

test("the constraints between settings can be taken off and put back as planned", async () => {
  await withProject(async (open) => {
    const { settings } = await planDistribution(open.databaseUrl, 8);
    const count = "select count(*)::int as keys from pg_constraint where contype = 'f'";
    const before = await ask(open, count);
    await ask(open, ["begin", ...settings.filter((sql) => sql.startsWith("alter")), "commit"].join(";\n"));
    expect(await ask(open, count)).toEqual(before);
  });
});
