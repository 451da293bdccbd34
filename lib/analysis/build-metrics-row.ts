import type { CellSums } from "./read-cell-sums.ts";
import type { Grouping } from "./groupings.ts";
import type { HistogramName } from "#lib/fold/measures.ts";
import type { MetricsRow, Percentiles, Usd, WasteCause } from "./metrics-row.ts";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import { WASTE_CAUSES } from "#lib/fold/find-waste.ts";
import { formatUsd } from "#lib/domain/money.ts";
import { quantiles } from "#lib/domain/histogram.ts";
import { costPerSuccess, isCostKnown, NO_COST_PER_SUCCESS } from "./cost-per-success.ts";
import { costPerTask } from "./cost-per-task.ts";
import { answerFigures } from "./answer-figures.ts";
import { rate } from "./rate.ts";
import { successRateInterval } from "./success-rate-interval.ts";

type Sums = CellSums["sums"];

/** The figures of one group. A rate without a base, and what no call of the group let anyone see, is null. */
export function buildMetricsRow(cells: CellSums, kind: Grouping["kind"]): MetricsRow {
  const { sums } = cells;
  return {
    group: cells.group,
    ...taskFigures(sums, kind),
    ...moneyFigures(sums),
    cost_per_task_usd: kind === "task" ? costPerTask(sums) : null,
    ...(kind === "task" ? costPerSuccess(sums, cells.failureCost) : NO_COST_PER_SUCCESS),
    ...callFigures(sums),
    ...qualityFigures(sums),
    ...answerFigures(sums),
    task_time_ms: kind === "task" ? { total: Number(sums.task_ms), in_calls: Number(sums.busy_ms) } : null,
    wait_ms: sums.calls_with_attempts > 0n ? Number(sums.wait_ms) : null,
    checks: cells.checks,
    ...percentileFigures(cells.histograms),
    ...failureFigures(sums),
  };
}

function taskFigures(sums: Sums, kind: Grouping["kind"]) {
  const decided = Number(sums.succeeded + sums.failed);
  return {
    tasks: Number(sums.tasks),
    succeeded: Number(sums.succeeded),
    failed: Number(sums.failed),
    cancelled: Number(sums.cancelled),
    undecided: Number(sums.undecided),
    success_rate: kind === "task" ? rate(sums.succeeded, sums.succeeded + sums.failed) : null,
    success_rate_ci: kind === "task" ? successRateInterval(Number(sums.succeeded), decided) : null,
    silent_failures: Number(sums.silent_failures),
    clean_tasks: Number(sums.clean_tasks),
    priced_tasks: Number(sums.priced_tasks),
    outcome_sources: {
      reported: Number(sums.outcome_reported),
      reviewed: Number(sums.outcome_reviewed),
      inferred: Number(sums.outcome_inferred),
    },
  };
}

function moneyFigures(sums: Sums) {
  return {
    cost_usd: formatUsd(sums.cost),
    cost_known: isCostKnown(sums),
    possibly_billed_usd: formatUsd(sums.possibly_billed),
    possibly_billed_calls: Number(sums.possibly_billed_calls),
    undecided_cost_usd: formatUsd(sums.undecided_cost),
    clean_cost_usd: formatUsd(sums.clean_cost),
    ...wasteFigures(sums),
  };
}

function wasteFigures(sums: Sums) {
  const of = (cause: WasteCause): bigint => sums[`waste_${cause}`];
  const byCause = Object.fromEntries(WASTE_CAUSES.map((cause) => [cause, formatUsd(of(cause))]));
  return {
    waste_usd: formatUsd(WASTE_CAUSES.reduce((sum, cause) => sum + of(cause), 0n)),
    // fromEntries forgets the keys; they are the closed list of causes.
    waste_by_cause: byCause as Record<WasteCause, Usd>,
  };
}

function callFigures(sums: Sums) {
  const seesAttempts = sums.calls_with_attempts > 0n;
  const seesUsage = sums.usage_calls > 0n;
  const tokens = (count: bigint): number | null => (seesUsage ? Number(count) : null);
  return {
    calls: Number(sums.calls),
    other_calls: Number(sums.other_calls),
    usage_calls: Number(sums.usage_calls),
    unpriced_calls: Number(sums.unpriced_calls),
    calls_without_usage: Number(sums.calls_without_usage),
    estimated_calls: Number(sums.estimated_calls),
    cached_calls: Number(sums.cached_calls),
    attempts: seesAttempts ? Number(sums.attempts) : null,
    calls_with_attempts: Number(sums.calls_with_attempts),
    retries: seesAttempts ? Number(sums.retries) : null,
    retry_rate: rate(sums.retried_calls, sums.calls_with_attempts),
    reasks: Number(sums.reasks),
    reask_rate: rate(sums.reasks, sums.calls),
    tokens: {
      input_uncached: tokens(sums.input_uncached),
      cache_read: tokens(sums.cache_read),
      cache_write: tokens(sums.cache_write),
      output: tokens(sums.output),
      reasoning: tokens(sums.reasoning),
    },
  };
}

function qualityFigures(sums: Sums) {
  return {
    tool_calls: Number(sums.tool_calls),
    valid_tool_calls: Number(sums.valid_tool_calls),
    tool_validity: rate(sums.valid_tool_calls, sums.tool_calls),
    first_attempt_tool_validity: rate(sums.first_valid_tool_calls, sums.first_tool_calls),
    json_requested: Number(sums.json_requested),
    json_ok: Number(sums.json_ok),
    json_compliance: rate(sums.json_ok, sums.json_requested),
  };
}

function percentileFigures(histograms: CellSums["histograms"]) {
  if (histograms === null) return { ttft_ms: null, duration_ms: null, output_tokens_per_s: null };
  const of = (name: HistogramName): Percentiles => {
    const [p50 = null, p95 = null, p99 = null] = quantiles(histograms[name], [0.5, 0.95, 0.99]);
    return { p50, p95, p99 };
  };
  return {
    ttft_ms: of("ttft_ms"),
    duration_ms: of("duration_ms"),
    output_tokens_per_s: { p50: of("output_tokens_per_s").p50 },
  };
}

function failureFigures(sums: Sums) {
  const present = FAILURE_CLASSES.filter((failure) => sums[`f_${failure}`] !== 0n);
  return {
    failures: Object.fromEntries(present.map((failure) => [failure, Number(sums[`f_${failure}`])])),
    failure_cost_usd: Object.fromEntries(
      present.map((failure): [string, Usd] => [failure, formatUsd(sums[`fc_${failure}`])]),
    ),
    failure_tasks: Object.fromEntries(present.map((failure) => [failure, Number(sums[`ft_${failure}`])])),
  };
}
