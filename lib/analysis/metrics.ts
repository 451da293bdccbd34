import type { CellSums } from "./read-cell-sums.ts";
import type { FailureCosts } from "./plan-metrics-sql.ts";
import type { MetricsAnswer, MetricsQuery } from "./metrics-row.ts";
import type { Queryable } from "./queryable.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { widenToHours } from "#lib/domain/time.ts";
import { buildMetricsRow } from "./build-metrics-row.ts";
import { chooseGrouping, TAG_PREFIX } from "./groupings.ts";
import { planMetricsSql } from "./plan-metrics-sql.ts";
import { readCellSums } from "./read-cell-sums.ts";

/** Most rows an answer may have. */
const MAX_ROWS = 5000;

/**
 * The figures of a question, from the roll-ups alone: what it costs does not grow with the number of calls. Rows come in
 * order of their group fields; groups with neither a task nor a call are left out.
 * @throws OutturnError `unsupported_grouping` for mixtures no cell can answer, `bad_request` beyond 5,000 rows.
 */
export async function metrics(db: Queryable, query: MetricsQuery): Promise<MetricsAnswer> {
  const names = [...new Set([...query.groupBy, ...Object.keys(query.filters)])];
  const tags = names.filter((name) => name.startsWith(TAG_PREFIX)).map((name) => name.slice(TAG_PREFIX.length));
  const range = widenToHours(query);
  const asked = chooseGrouping(names, tags);
  const failureCosts: FailureCosts = asked.kind === "task" ? await readFailureCosts(db, query.projectId) : new Map();
  const grouping = failureCosts.size > 0 ? chooseGrouping([...new Set([...names, "task_type"])], tags) : asked;
  const { text, values } = planMetricsSql({ query, grouping, range, failureCosts, limit: MAX_ROWS + 1 });
  const { rows } = await db.query(text, [...values]);
  if (rows.length > MAX_ROWS)
    throw new OutturnError(
      "bad_request",
      `the answer would have more than ${MAX_ROWS} rows; shorten the range, group by fewer names, or filter`,
    );
  const cells = rows
    .map((row) => readCellSums(row, query, failureCosts))
    .filter(({ sums }) => sums.tasks + sums.calls + sums.other_calls > 0n)
    .sort(byGroup(query.groupBy));
  return {
    rows: cells.map((cell) => buildMetricsRow(cell, grouping.kind)),
    pricing_coverage: pricingCoverage(cells),
    ...range,
  };
}

async function readFailureCosts(db: Queryable, projectId: string): Promise<FailureCosts> {
  const { rows } = await db.query(
    "select name, failure_cost_nano::text as nano from task_type where project_id = $1::uuid and failure_cost_nano is not null",
    [projectId],
  );
  return new Map(rows.map((row) => [String(row["name"]), BigInt(String(row["nano"]))]));
}

/** By code unit, not by the database's collation, so that an answer is the same everywhere. */
function byGroup(names: readonly string[]): (a: CellSums, b: CellSums) => number {
  return (a, b) => {
    for (const name of names) {
      const [x, y] = [a.group[name] ?? "", b.group[name] ?? ""];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  };
}

function pricingCoverage(cells: readonly CellSums[]): number | null {
  const usage = cells.reduce((sum, cell) => sum + cell.sums.usage_calls, 0n);
  const unpriced = cells.reduce((sum, cell) => sum + cell.sums.unpriced_calls, 0n);
  return usage === 0n ? null : Number(usage - unpriced) / Number(usage);
}
