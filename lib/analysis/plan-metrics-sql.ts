import type { Grouping, TimeGroup } from "./groupings.ts";
import type { MetricsQuery } from "./metrics-row.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import { ALL_MEASURES, HISTOGRAMS } from "#lib/fold/measures.ts";
import { coverRange } from "./cover-range.ts";
import { coarsestTier, isTimeGroup, TAG_PREFIX } from "./groupings.ts";
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

/** One term for each measure: the closed list is what may be named in SQL; everything a person sends is a parameter. */
const SUMS = ALL_MEASURES.map((measure) => `sum(c.${measure}) as ${measure}`).join(", ");
const HISTOGRAM_BYTES = HISTOGRAMS.map((name) => `string_agg(c.${name}, ''::bytea) as ${name}`).join(", ");

/** Group fields come as `g0`, `g1`, … in the order of `groupBy`; times as the numbers of `time-number.ts`. */
export function planMetricsSql(plan: MetricsPlan): Statement {
  const { query, grouping } = plan;
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  // A parameter that no term uses has no type, and Postgres refuses it.
  const zone = isLocal(grouping.time) ? `${put(query.timeZone)}::text` : "";
  const groups = query.groupBy.map((name) => fieldOf(name, zone));
  const columns = [...groups.map((sql, i) => `${sql} as g${i}`), SUMS, CHECKS];
  if (query.percentiles) columns.push(HISTOGRAM_BYTES);
  if (grouping.kind === "task" && plan.failureCosts.size > 0) columns.push(failureCostColumns(plan.failureCosts, put));
  const text = [
    `select ${columns.join(", ")}`,
    `from (${piecesOf(plan, put)}) c`,
    filtersOf(query, zone, put),
    groups.length === 0 ? "" : `group by ${groups.map((_, i) => i + 1).join(", ")}`,
    "having sum(c.tasks) + sum(c.calls) + sum(c.other_calls) > 0",
    `limit ${put(plan.limit)}`,
  ];
  return { text: text.filter((line) => line !== "").join("\n"), values };
}

/** Hours are the same in every whole-hour zone; the other times depend on it. */
function isLocal(time: TimeGroup | null): boolean {
  return time !== null && time !== "hour";
}

const CHECKS = "coalesce(jsonb_agg(c.checks) filter (where c.checks <> '{}'::jsonb), '[]'::jsonb) as checks";

/** Each piece is a stretch of the primary key: (project, tag or split, tier, bucket). */
function piecesOf({ query, grouping, range }: MetricsPlan, put: (value: unknown) => string): string {
  const project = put(query.projectId);
  const [table, head, part] =
    grouping.kind === "task" ? ["task_cell", "tag_name", grouping.tag] : ["call_cell", "split", grouping.split];
  const prefix = `project_id = ${project}::uuid and ${head} = ${put(part)}`;
  return coverRange(range, coarsestTier(grouping.time, query.timeZone))
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
      return `extract(hour from c.bucket at time zone ${zone})::bigint`;
    case "hour_of_week": {
      const local = `(c.bucket at time zone ${zone})`;
      return `((extract(isodow from ${local}) - 1) * 24 + extract(hour from ${local}))::bigint`;
    }
  }
}

/** What the failed, fully priced tasks of a group cost beside their calls, and whether each of its types has said. */
function failureCostColumns(costs: FailureCosts, put: (value: unknown) => string): string {
  const types = `${put([...costs.keys()])}::text[]`;
  const nanos = `${put([...costs.values()].map(String))}::numeric[]`;
  const each = `coalesce((${nanos})[array_position(${types}, c.task_type)], 0)`;
  return (
    `sum((c.priced_tasks - c.priced_succeeded) * ${each}) as failure_cost, ` +
    `bool_and(c.task_type = any(${types})) filter (where c.succeeded + c.failed > 0) as failure_cost_known`
  );
}
