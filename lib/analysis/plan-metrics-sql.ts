import type { Piece } from "./cover-range.ts";
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

/**
 * Group fields come as `g0`, `g1`, … in the order of `groupBy`; times as the numbers of `time-number.ts`; sums as `sums`,
 * and apart from them as `f0`, `f1`, … those of the task types that say what a failure costs, in the order of `failureCosts`.
 * What of all this is to be taken away again comes in columns of the same names after `minus_`.
 */
export function planMetricsSql(plan: MetricsPlan): Statement {
  const { query, grouping } = plan;
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  // A parameter that no term uses has no type, and Postgres refuses it.
  const zone = isLocal(grouping.time) ? `${put(query.timeZone)}::text` : "";
  const groups = query.groupBy.map((name) => fieldOf(name, zone));
  const pieces = piecesOf(plan.range, grouping.time, query.timeZone);
  const isDifference = pieces.some(({ sign }) => sign === -1);
  const columns = [
    ...groups.map((sql, i) => `${sql} as g${i}`),
    ...figuresOf(plan, put).flatMap((figure) => (isDifference ? split(figure) : whole(figure))),
  ];
  const text = [
    `select ${columns.join(", ")}`,
    `from (${cellsOf(plan, pieces, put)}) c`,
    filtersOf(query, zone, put),
    groups.length === 0 ? "" : `group by ${groupOrder(query).join(", ")}`,
    `limit ${put(plan.limit)}`,
  ];
  return { text: text.filter((line) => line !== "").join("\n"), values };
}

/** Places of the fields, times first: where groups are put together by sorting, numbers settle most comparisons. */
function groupOrder({ groupBy }: MetricsQuery): number[] {
  const places = groupBy.map((_, i) => i + 1);
  const isTime = (place: number): boolean => isTimeGroup(groupBy[place - 1] ?? "");
  return [...places.filter(isTime), ...places.filter((place) => !isTime(place))];
}

/** Hours are the same in every whole-hour zone; the other times depend on it. */
function isLocal(time: TimeGroup | null): boolean {
  return time !== null && time !== "hour";
}

/** Each piece is a stretch of the primary key: (project, split, tier, bucket). */
function cellsOf({ query, grouping }: MetricsPlan, pieces: readonly Piece[], put: (value: unknown) => string): string {
  const project = put(query.projectId);
  const table = grouping.kind === "task" ? "task_cell" : "call_cell";
  const prefix = `project_id = ${project}::uuid and split = ${put(grouping.split)}`;
  return pieces
    .map((piece) => {
      const from = `${put(piece.from.toISOString())}::timestamptz`;
      const to = `${put(piece.to.toISOString())}::timestamptz`;
      return `select *, ${piece.sign === 1} as plus from ${table} where ${prefix} and tier = '${piece.tier}' and bucket >= ${from} and bucket < ${to}`;
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

/**
 * A name of the question as SQL over a cell. Names have passed `chooseGrouping`: tags and times aside they are columns. Text is
 * compared by its bytes, as the rules of a language make sorting slow where groups are put together by it.
 */
function fieldOf(name: string, zone: string): string {
  if (isTimeGroup(name)) return timeField(name, zone);
  return `${name.startsWith(TAG_PREFIX) ? "c.tag_value" : `c.${name}`} collate "C"`;
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

/** Something a group's cells are put together into. */
interface Figure {
  readonly name: string;
  /** SQL of an aggregate; `where` is what restricts it to some of the cells. */
  readonly of: (where: readonly string[]) => string;
}

function figuresOf({ failureCosts, query }: MetricsPlan, put: (value: unknown) => string): Figure[] {
  const figures = sumsOf(failureCosts, put);
  figures.push({
    name: "checks",
    of: (where) => `coalesce(jsonb_agg(c.checks)${filter(["c.checks <> '{}'::jsonb", ...where])}, '[]'::jsonb)`,
  });
  return query.percentiles ? [...figures, ...HISTOGRAMS.map((name) => bytesOf(name, name))] : figures;
}

/** The sums of a group, those of each task type with a failure cost apart. */
function sumsOf(costs: FailureCosts, put: (value: unknown) => string): Figure[] {
  if (costs.size === 0) return [bytesOf("sums", "sums")];
  const types = [...costs.keys()];
  return [
    ...types.map((type, i) => bytesOf(`f${i}`, "sums", `c.task_type = ${put(type)}`)),
    bytesOf("sums", "sums", `c.task_type <> all(${put(types)}::text[])`),
  ];
}

/**
 * Cells are put end to end here and added up by whoever reads them: the bytes are such that this gives the sum. They travel in
 * base64: the hexadecimal form of bytes, which is the other one that the driver has, takes twice the processor time to read.
 */
function bytesOf(name: string, column: string, ...own: readonly string[]): Figure {
  return { name, of: (where) => `encode(string_agg(c.${column}, ''::bytea)${filter([...own, ...where])}, 'base64')` };
}

function filter(terms: readonly string[]): string {
  return terms.length === 0 ? "" : ` filter (where ${terms.join(" and ")})`;
}

function whole({ name, of }: Figure): string[] {
  return [`${of([])} as ${name}`];
}

function split({ name, of }: Figure): string[] {
  return [`${of(["c.plus"])} as ${name}`, `${of(["not c.plus"])} as minus_${name}`];
}
