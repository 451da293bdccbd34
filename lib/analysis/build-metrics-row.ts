import type { Encoded, GroupSums } from "./read-cell-sums.ts";
import type { Grouping } from "./groupings.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";
import type { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { JsonBytes } from "./json-bytes.ts";
import type { MetricsRow, Percentiles, Usd, WasteCause } from "./metrics-row.ts";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import { WASTE_CAUSES } from "#lib/fold/find-waste.ts";
import { formatSmallUsd, formatUsd } from "#lib/domain/money.ts";
import { quantilesOf } from "#lib/domain/histogram.ts";
import { MEASURES_OF_FAILURE } from "#lib/fold/measures.ts";
import { costPerSuccess, costSumsOf, isCostKnown, NO_COST_PER_SUCCESS } from "./cost-per-success.ts";
import { costPerTask } from "./cost-per-task.ts";
import { answerFigures } from "./answer-figures.ts";
import { rateOf } from "./rate.ts";
import { successRateInterval } from "./success-rate-interval.ts";

/** The figures of one group. A rate without a base, and what no call of the group let anyone see, is null. */
export function buildMetricsRow(cells: GroupSums, kind: Grouping["kind"]): MetricsRow {
  const [tasks, money, cost, success, calls, quality, answers, rest, percentiles, failures] = figuresOf(cells, kind);
  return {
    group: cells.group,
    ...tasks,
    ...money,
    ...cost,
    ...success,
    ...calls,
    ...quality,
    ...answers,
    ...rest,
    ...percentiles,
    ...failures,
  };
}

/** Writes such a row as the contract spells it (`toContractRow`), part by part: putting one together takes as long as writing it. */
export function writeMetricsRow(json: JsonBytes, cells: GroupSums, kind: Grouping["kind"]): void {
  const [tasks, money, cost, success, calls, quality, answers, rest, percentiles, failures] = figuresOf(cells, kind);
  json.open();
  json.fields(tasks);
  json.fields(cost.cost_known ? money : { ...money, cost_usd: null });
  json.fields(cost);
  json.fields(success);
  json.fields(calls);
  json.fields(quality);
  json.fields(answers);
  json.fields(rest);
  if (cells.histograms !== null) json.fields(percentiles);
  json.fields(failures);
  json.fields(cells.group);
  json.close();
}

/** The parts of a row, in order. */
function figuresOf(cells: GroupSums, kind: Grouping["kind"]) {
  const { sums } = cells;
  const costs = costSumsOf(sums);
  const isTask = kind === "task";
  return [
    taskFigures(sums, kind),
    moneyFigures(sums),
    { cost_known: isCostKnown(costs), cost_per_task_usd: isTask ? costPerTask(costs) : null },
    isTask ? costPerSuccess(costs, cells.failureCost) : NO_COST_PER_SUCCESS,
    callFigures(sums),
    qualityFigures(sums),
    answerFigures(sums),
    {
      task_time_ms: isTask ? { total: sums.count("task_ms"), in_calls: sums.count("busy_ms") } : null,
      wait_ms: sums.count("calls_with_attempts") > 0 ? sums.count("wait_ms") : null,
      checks: cells.checks,
    },
    percentileFigures(cells.histograms),
    failureFigures(sums),
  ] as const;
}

function taskFigures(sums: MeasureSums, kind: Grouping["kind"]) {
  const [succeeded, failed] = [sums.count("succeeded"), sums.count("failed")];
  return {
    tasks: sums.count("tasks"),
    succeeded,
    failed,
    cancelled: sums.count("cancelled"),
    undecided: sums.count("undecided"),
    success_rate: kind === "task" ? rateOf(succeeded, succeeded + failed) : null,
    success_rate_ci: kind === "task" ? successRateInterval(succeeded, succeeded + failed) : null,
    silent_failures: sums.count("silent_failures"),
    clean_tasks: sums.count("clean_tasks"),
    priced_tasks: sums.count("priced_tasks"),
    outcome_sources: {
      reported: sums.count("outcome_reported"),
      reviewed: sums.count("outcome_reviewed"),
      inferred: sums.count("outcome_inferred"),
    },
  };
}

function moneyFigures(sums: MeasureSums) {
  return {
    cost_usd: usdOf(sums, "cost"),
    possibly_billed_usd: usdOf(sums, "possibly_billed"),
    possibly_billed_calls: sums.count("possibly_billed_calls"),
    undecided_cost_usd: usdOf(sums, "undecided_cost"),
    clean_cost_usd: usdOf(sums, "clean_cost"),
    ...wasteFigures(sums),
  };
}

function usdOf(sums: MeasureSums, measure: AnyMeasure): Usd {
  const count = sums.count(measure);
  return Number.isSafeInteger(count) ? formatSmallUsd(count) : formatUsd(sums.exact(measure));
}

const WASTE = WASTE_CAUSES.map((cause) => ({ cause, measure: `waste_${cause}` as const }));

function wasteFigures(sums: MeasureSums) {
  const byCause: Partial<Record<WasteCause, Usd>> = {};
  for (const { cause, measure } of WASTE) byCause[cause] = usdOf(sums, measure);
  return {
    waste_usd: formatUsd(WASTE.reduce((sum, { measure }) => sum + sums.exact(measure), 0n)),
    // The loop above fills every cause.
    waste_by_cause: byCause as Record<WasteCause, Usd>,
  };
}

function callFigures(sums: MeasureSums) {
  const [calls, withAttempts] = [sums.count("calls"), sums.count("calls_with_attempts")];
  const seesAttempts = withAttempts > 0;
  return {
    calls,
    other_calls: sums.count("other_calls"),
    usage_calls: sums.count("usage_calls"),
    unpriced_calls: sums.count("unpriced_calls"),
    calls_without_usage: sums.count("calls_without_usage"),
    estimated_calls: sums.count("estimated_calls"),
    cached_calls: sums.count("cached_calls"),
    attempts: seesAttempts ? sums.count("attempts") : null,
    calls_with_attempts: withAttempts,
    retries: seesAttempts ? sums.count("retries") : null,
    retry_rate: rateOf(sums.count("retried_calls"), withAttempts),
    reasks: sums.count("reasks"),
    reask_rate: rateOf(sums.count("reasks"), calls),
    tokens: tokenFigures(sums),
  };
}

function tokenFigures(sums: MeasureSums): MetricsRow["tokens"] {
  const tokens = (measure: AnyMeasure): number | null => (sums.count("usage_calls") > 0 ? sums.count(measure) : null);
  return {
    input_uncached: tokens("input_uncached"),
    cache_read: tokens("cache_read"),
    cache_write: tokens("cache_write"),
    output: tokens("output"),
    reasoning: tokens("reasoning"),
  };
}

function qualityFigures(sums: MeasureSums) {
  const [toolCalls, valid] = [sums.count("tool_calls"), sums.count("valid_tool_calls")];
  const [requested, ok] = [sums.count("json_requested"), sums.count("json_ok")];
  return {
    tool_calls: toolCalls,
    valid_tool_calls: valid,
    tool_validity: rateOf(valid, toolCalls),
    first_attempt_tool_validity: rateOf(sums.count("first_valid_tool_calls"), sums.count("first_tool_calls")),
    json_requested: requested,
    json_ok: ok,
    json_compliance: rateOf(ok, requested),
  };
}

const NO_PERCENTILES = { ttft_ms: null, duration_ms: null, output_tokens_per_s: null };

function percentileFigures(histograms: GroupSums["histograms"]) {
  if (histograms === null) return NO_PERCENTILES;
  const of = ({ plus, minus }: Encoded): Percentiles => {
    const [p50 = null, p95 = null, p99 = null] = quantilesOf(plus, minus, [0.5, 0.95, 0.99]);
    return { p50, p95, p99 };
  };
  return {
    ttft_ms: of(histograms.ttft_ms),
    duration_ms: of(histograms.duration_ms),
    output_tokens_per_s: { p50: of(histograms.output_tokens_per_s).p50 },
  };
}

const FAILURES = FAILURE_CLASSES.map((failure) => ({ failure, ...MEASURES_OF_FAILURE[failure] }));

function failureFigures(sums: MeasureSums) {
  const failures: MutableOf<MetricsRow["failures"]> = {};
  const costs: MutableOf<MetricsRow["failure_cost_usd"]> = {};
  const tasks: MutableOf<MetricsRow["failure_tasks"]> = {};
  for (const measures of FAILURES) {
    const calls = sums.count(measures.calls);
    if (calls === 0) continue;
    failures[measures.failure] = calls;
    costs[measures.failure] = usdOf(sums, measures.cost);
    tasks[measures.failure] = sums.count(measures.tasks);
  }
  return { failures, failure_cost_usd: costs, failure_tasks: tasks };
}

type MutableOf<T> = { -readonly [K in keyof T]: T[K] };
