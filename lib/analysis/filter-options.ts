import type { Queryable } from "./queryable.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import { coverRange } from "./cover-range.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { widenToHours } from "#lib/domain/time.ts";

/** What a project's figures can be filtered by, each in order of name; unknown ones (empty) are left out. */
export interface FilterOptions {
  readonly taskTypes: readonly string[];
  readonly entryModels: readonly string[];
  /** Models of calls, entry or not. */
  readonly models: readonly string[];
  readonly environments: readonly string[];
}

/** The names present in a range, or, without one, ever. */
export async function filterOptions(db: Queryable, projectId: string, range?: TimeRange): Promise<FilterOptions> {
  const { buckets, values } = bucketsOf(range);
  const cells = (split: string): string => `project_id = $1::uuid and split = '${split}' and (${buckets})`;
  const [types, routes, calls] = await Promise.all([
    db.query(
      `select array_agg(distinct task_type) as task_types, array_agg(distinct environment) as environments
       from task_cell where ${cells("type")}`,
      [projectId, ...values],
    ),
    db.query(`select array_agg(distinct entry_model) as entry_models from task_cell where ${cells("route")}`, [
      projectId,
      ...values,
    ]),
    db.query(
      `select model, string_agg(sums, ''::bytea) as sums from call_cell where ${cells("model")} group by model`,
      [projectId, ...values],
    ),
  ]);
  return {
    taskTypes: namesOf(types.rows[0]?.["task_types"]),
    entryModels: namesOf(routes.rows[0]?.["entry_models"]),
    models: namesOf(calls.rows.filter(hasCalls).map((row) => row["model"])),
    environments: namesOf(types.rows[0]?.["environments"]),
  };
}

/** Embeddings and the like are calls of a model, but not by which figures are shown. */
function hasCalls(row: Readonly<Record<string, unknown>>): boolean {
  return row["sums"] instanceof Uint8Array && decodeMeasures(row["sums"]).has("calls");
}

/** Every task is in exactly one week's cell, so weeks alone name everything there ever was. */
function bucketsOf(range: TimeRange | undefined): { buckets: string; values: string[] } {
  if (range === undefined) return { buckets: "tier = 'week'", values: [] };
  const pieces = coverRange(widenToHours(range), "week");
  const buckets = pieces.map(
    ({ tier }, i) =>
      `tier = '${tier}' and bucket >= $${2 * i + 2}::timestamptz and bucket < $${2 * i + 3}::timestamptz`,
  );
  return {
    buckets: buckets.join(" or "),
    values: pieces.flatMap(({ from, to }) => [from.toISOString(), to.toISOString()]),
  };
}

/** Null where there was no row to aggregate. */
function namesOf(names: unknown): string[] {
  if (!Array.isArray(names)) return [];
  return names
    .map(String)
    .filter((name) => name !== "")
    .sort();
}
