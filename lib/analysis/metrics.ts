import type { FailureCosts } from "./plan-metrics-sql.ts";
import type { MetricsAnswer, MetricsQuery, MetricsRow } from "./metrics-row.ts";
import type { Grouping } from "./groupings.ts";
import type { GroupSums } from "./read-cell-sums.ts";
import type { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { Queryable } from "./queryable.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { widenToHours } from "#lib/domain/time.ts";
import { compareText } from "#lib/fold/rows.ts";
import { buildMetricsRow, writeMetricsRow } from "./build-metrics-row.ts";
import { chooseGrouping, isTimeGroup, TAG_PREFIX } from "./groupings.ts";
import { JsonBytes } from "./json-bytes.ts";
import { planMetricsSql } from "./plan-metrics-sql.ts";
import { readGroupSums } from "./read-cell-sums.ts";

/** Most rows an answer may have. */
const MAX_ROWS = 5000;
/** Groups of which nothing is left, as they lie in what a bucket holds outside the range, are no rows. */
const MOST_GROUPS = 2 * MAX_ROWS;

/**
 * The figures of a question, from the roll-ups alone: what it costs does not grow with the number of calls. Rows come in
 * order of their group fields; groups with neither a task nor a call are left out.
 * @throws OutturnError `unsupported_grouping` for mixtures no cell can answer, `bad_request` beyond 5,000 rows.
 */
export async function metrics(db: Queryable, query: MetricsQuery): Promise<MetricsAnswer> {
  const rows: MetricsRow[] = [];
  const rest = await eachRow(db, query, (cells, kind) => rows.push(buildMetricsRow(cells, kind)));
  return { rows, ...rest };
}

/**
 * The same as the contract's answer, in JSON. Each row is written and forgotten before the next is made, without ever being
 * one object or one text: an answer of thousands takes half the time.
 * @throws OutturnError as `metrics` does.
 */
export async function metricsJson(db: Queryable, query: MetricsQuery): Promise<Buffer<ArrayBuffer>> {
  const json = new JsonBytes();
  json.raw('{"rows":[');
  const rest = await eachRow(db, query, (cells, kind) => writeMetricsRow(json, cells, kind));
  json.raw(`],${JSON.stringify(rest).slice(1)}`);
  return json.take();
}

async function eachRow(
  db: Queryable,
  query: MetricsQuery,
  take: (cells: GroupSums, kind: Grouping["kind"]) => void,
): Promise<Omit<MetricsAnswer, "rows">> {
  const names = [...new Set([...query.groupBy, ...Object.keys(query.filters)])];
  const tags = names.filter((name) => name.startsWith(TAG_PREFIX)).map((name) => name.slice(TAG_PREFIX.length));
  const range = widenToHours(query);
  const asked = chooseGrouping(names, tags);
  const failureCosts: FailureCosts = asked.kind === "task" ? await readFailureCosts(db, query.projectId) : new Map();
  const grouping = failureCosts.size > 0 ? chooseGrouping([...new Set([...names, "task_type"])], tags) : asked;
  const { text, values } = planMetricsSql({ query, grouping, range, failureCosts, limit: MOST_GROUPS });
  const { rows } = await db.query(text, [...values]);
  const isFilled = (row: Row): boolean => hasFigures(readGroupSums(row, query, failureCosts).sums);
  if (rows.length === MOST_GROUPS || (rows.length > MAX_ROWS && rows.filter(isFilled).length > MAX_ROWS))
    throw new OutturnError(
      "bad_request",
      `the answer would have more than ${MAX_ROWS} rows; shorten the range, group by fewer names, or filter`,
    );
  let [usage, unpriced] = [0, 0];
  for (const row of rows.sort(byGroup(query.groupBy))) {
    const cells = readGroupSums(row, query, failureCosts);
    const { sums } = cells;
    if (!hasFigures(sums)) continue;
    usage += sums.count("usage_calls");
    unpriced += sums.count("unpriced_calls");
    take(cells, grouping.kind);
  }
  return { pricing_coverage: usage === 0 ? null : (usage - unpriced) / usage, ...range };
}

function hasFigures(sums: MeasureSums): boolean {
  return sums.count("tasks") + sums.count("calls") + sums.count("other_calls") > 0;
}

async function readFailureCosts(db: Queryable, projectId: string): Promise<FailureCosts> {
  const { rows } = await db.query(
    "select name, failure_cost_nano::text as nano from task_type where project_id = $1::uuid and failure_cost_nano is not null",
    [projectId],
  );
  return new Map(rows.map((row) => [String(row["name"]), BigInt(String(row["nano"]))]));
}

/** By code unit, not by the database's collation, so that an answer is the same everywhere; times as their numbers. */
function byGroup(names: readonly string[]): (a: Row, b: Row) => number {
  const fields = names.map((name, i) => ({ column: `g${i}`, isTime: isTimeGroup(name) }));
  return (a, b) => {
    for (const { column, isTime } of fields) {
      const [x, y] = [a[column], b[column]];
      if (x === y) continue;
      return isTime ? Number(x) - Number(y) : compareText(String(x), String(y));
    }
    return 0;
  };
}

type Row = Readonly<Record<string, unknown>>;
