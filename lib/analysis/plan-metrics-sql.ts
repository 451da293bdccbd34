import type { Grouping, TimeGroup } from "./groupings.ts";
import type { MetricsQuery } from "./metrics-row.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import { HISTOGRAMS } from "#lib/fold/measures.ts";
import { isTimeGroup, piecesOf, TAG_PREFIX } from "./groupings.ts";
import { timeNumber } from "./time-number.ts";

/** What a failed task of each type costs beside its calls, nano-dollars; types that have not said are absent. */
export type FailureCosts = ReadonlyMap<string, bigint>;

export interface MetricsPlan {
  readonly query: MetricsQuery;
  readonly grouping: Grouping;
  /** The range widened to whole UTC hours. */
  readonly range: TimeRange;
  readonly failureCosts: FailureCosts;
  /** Most groups to read. */
  readonly limit: number;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Cells are put end to end here and added up by whoever reads them: the bytes are such that this gives the sum. */
const SUMS = "string_agg(c.sums, ''::bytea)";
const HISTOGRAM_BYTES = HISTOGRAMS.map((name) => `string_agg(c.${name}, ''::bytea) as ${name}`).join(", ");

/**
 * Group fields come as `g0`, `g1`, … in the order of `groupBy`; times as the numbers of `time-number.ts`; sums as `sums`,
 * and apart from them as `f0`, `f1`, … those of the task types that say what a failure costs, in the order of `failureCosts`.
 */
export function planMetricsSql(plan: MetricsPlan): Statement {
  const { query, grouping } = plan;
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  // A parameter that no term uses has no type, and Postgres refuses it.
  const zone = isLocal(grouping.time) ? `${put(query.timeZone)}::text` : "";
  const groups = query.groupBy.map((name) => fieldOf(name, zone));
  const columns = [...groups.map((sql, i) => `${sql} as g${i}`), ...sumsOf(plan.failureCosts, put), CHECKS];
  if (query.percentiles) columns.push(HISTOGRAM_BYTES);
  const text = [
    `select ${columns.join(", ")}`,
    `from (${cellsOf(plan, put)}) c`,
    filtersOf(query, zone, put),
    groups.length === 0 ? "" : `group by ${groups.map((_, i) => i + 1).join(", ")}`,
    `limit ${put(plan.limit)}`,
  ];
  return { text: text.filter((line) => line !== "").join("\n"), values };
}

/** Hours are the same in every whole-hour zone; the other times depend on it. */
function isLocal(time: TimeGroup | null): boolean {
  return time !== null && time !== "hour";
}

const CHECKS = "coalesce(jsonb_agg(c.checks) filter (where c.checks <> '{}'::jsonb), '[]'::jsonb) as checks";

/** Each piece is a stretch of the primary key: (project, split, tier, bucket). */
function cellsOf({ query, grouping, range }: MetricsPlan, put: (value: unknown) => string): string {
  const project = put(query.projectId);
  const table = grouping.kind === "task" ? "task_cell" : "call_cell";
  const prefix = `project_id = ${project}::uuid and split = ${put(grouping.split)}`;
  return piecesOf(range, grouping.time, query.timeZone)
    .map((piece) => {
      const from = `${put(piece.from.toISOString())}::timestamptz`;
      const to = `${put(piece.to.toISOString())}::timestamptz`;
      return `select * from ${table} where ${prefix} and tier = '${piece.tier}' and bucket >= ${from} and bucket < ${to}`;
    })
    .join("\nunion all ");
}

function filtersOf(query: MetricsQuery, zone: string, put: (value: unknown) => string): string {
  const terms = Object.entries(query.filters).map(([name, wanted]) => {
    const asked = isTimeGroup(name) ? wanted.map((value) => timeNumber(name, value, query.timeZone)) : wanted;
    return `${fieldOf(name, zone)} = any(${put(asked)}::${isTimeGroup(name) ? "bigint" : "text"}[])`;
  });
  return terms.length === 0 ? "" : `where ${terms.join(" and ")}`;
}

/** A name of the question as SQL over a cell. Names have passed `chooseGrouping`: tags and times aside they are columns. */
function fieldOf(name: string, zone: string): string {
  if (isTimeGroup(name)) return timeField(name, zone);
  return name.startsWith(TAG_PREFIX) ? "c.tag_value" : `c.${name}`;
}

function timeField(name: TimeGroup, zone: string): string {
  switch (name) {
    case "hour":
      return "(extract(epoch from c.bucket) * 1000)::bigint";
    case "day":
      return `((c.bucket at time zone ${zone})::date - date '1970-01-01')::bigint`;
    case "week":
      return `(date_trunc('week', c.bucket at time zone ${zone})::date - date '1970-01-01')::bigint`;
    case "hour_of_day":
      return `date_part('hour', c.bucket at time zone ${zone})::bigint`;
    case "hour_of_week": {
      const local = `(c.bucket at time zone ${zone})`;
      return `((date_part('isodow', ${local}) - 1) * 24 + date_part('hour', ${local}))::bigint`;
    }
  }
}

/** The sums of a group, those of each task type with a failure cost apart. */
function sumsOf(costs: FailureCosts, put: (value: unknown) => string): string[] {
  if (costs.size === 0) return [`${SUMS} as sums`];
  const types = [...costs.keys()];
  return [
    ...types.map((type, i) => `${SUMS} filter (where c.task_type = ${put(type)}) as f${i}`),
    `${SUMS} filter (where c.task_type <> all(${put(types)}::text[])) as sums`,
  ];
}
