import type { CostMoments } from "#lib/analysis/cost-per-success-interval.ts";
import { chooseGrouping } from "#lib/analysis/groupings.ts";
import type { Grouping } from "#lib/analysis/groupings.ts";
import type { MetricsQuery } from "#lib/analysis/metrics-row.ts";
import { planMetricsSql } from "#lib/analysis/plan-metrics-sql.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import { readCellSums } from "#lib/analysis/read-cell-sums.ts";
import type { CellSums } from "#lib/analysis/read-cell-sums.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";

export type Sums = Readonly<Record<AnyMeasure, bigint>>;

export interface SumsQuestion {
  readonly projectId: string;
  readonly range: TimeRange;
  readonly groupBy: readonly string[];
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  /** Which cells answer; by the names when not given. */
  readonly grouping?: Grouping;
  /** Whether histograms are read too. */
  readonly percentiles?: boolean;
}

/** What reviews are of: other environments are in spend alone. */
export const PRODUCTION = { environment: ["production"] } as const;
const MAX_GROUPS = 50_000;

/**
 * The sums of the roll-ups by group, exact, for ranges of whole hours: what the metrics show before it is made into figures.
 * @throws OutturnError `bad_request` when there are more groups than a review can hold.
 */
export async function readSums(db: Queryable, question: SumsQuestion): Promise<CellSums[]> {
  const { projectId, range, groupBy, filters = {}, percentiles = false } = question;
  const query: MetricsQuery = { projectId, ...range, groupBy, filters, timeZone: "UTC", percentiles };
  const grouping = question.grouping ?? chooseGrouping([...new Set([...groupBy, ...Object.keys(filters)])], []);
  const { text, values } = planMetricsSql({ query, grouping, range, failureCosts: new Map(), limit: MAX_GROUPS + 1 });
  const { rows } = await db.query(text, [...values]);
  if (rows.length > MAX_GROUPS)
    throw new OutturnError("bad_request", `a review is of at most ${MAX_GROUPS} groups of work; name fewer task types`);
  const cells = rows.map((row) => readCellSums(row, query, new Map()));
  const key = ({ group }: CellSums): string => groupBy.map((name) => String(group[name])).join("\n");
  return cells
    .filter(({ sums }) => sums.tasks + sums.calls + sums.other_calls > 0n)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** One group's name of a dimension; empty where it is unknown. */
export function nameIn({ group }: CellSums, dimension: string): string {
  return String(group[dimension] ?? "");
}

export function momentsOf(sums: Sums): CostMoments {
  return {
    tasks: sums.priced_tasks,
    succeeded: sums.priced_succeeded,
    c: sums.sum_c,
    c2: sums.sum_c2,
    c3: sums.sum_c3,
    cs: sums.sum_cs,
    c2s: sums.sum_c2s,
  };
}

export function totalOf(cells: readonly CellSums[], measure: AnyMeasure): bigint {
  return cells.reduce((sum, { sums }) => sum + sums[measure], 0n);
}
