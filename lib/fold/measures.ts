import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";

/**
 * Everything that is counted or summed, once. Each measure is an entry of a cell and of a task's contribution. Money is
 * nano-dollars; `c` is the cost and `s` the success (0/1) of a decided task whose usage-bearing calls are all priced.
 * Cells name a measure by its place in this list: add at its end only, and take none away.
 */
const MEASURES = [
  // Tasks. In call cells: tasks with such a call, dated by the first of them.
  "tasks",
  "succeeded",
  "failed",
  "cancelled",
  "undecided",
  "silent_failures",
  "clean_tasks",
  "outcome_reported",
  "outcome_reviewed",
  "outcome_inferred",
  // Money.
  "cost",
  "possibly_billed",
  "possibly_billed_calls",
  "undecided_cost",
  "clean_cost",
  "waste_failed_task",
  "waste_failed_call",
  "waste_escalated",
  "waste_repeated_tool",
  "waste_reask",
  // Moments of cost and success over the decided, fully priced tasks.
  "priced_tasks",
  "priced_succeeded",
  "sum_c",
  "sum_c2",
  "sum_c3",
  "sum_cs",
  "sum_c2s",
  // Calls.
  "calls",
  "other_calls",
  "usage_calls",
  "unpriced_calls",
  "calls_without_usage",
  "estimated_calls",
  "cached_calls",
  "attempts",
  "calls_with_attempts",
  "retries",
  "retried_calls",
  "reasks",
  // Tokens, as exclusive buckets; `reasoning` is a share of `output`.
  "input_uncached",
  "cache_read",
  "cache_write",
  "output",
  "reasoning",
  // Tools and JSON.
  "tool_calls",
  "valid_tool_calls",
  "first_tool_calls",
  "first_valid_tool_calls",
  "json_requested",
  "json_ok",
] as const;
export type Measure = (typeof MEASURES)[number];

/** One measure a failure class: generation calls that ended in it, `ok` included. */
const FAILURE_MEASURES = FAILURE_CLASSES.map((failure) => `f_${failure}` as const);
/** Cost of the calls that ended in the class. */
const FAILURE_COST_MEASURES = FAILURE_CLASSES.map((failure) => `fc_${failure}` as const);
/** Tasks with at least one call that ended in the class. */
const FAILURE_TASK_MEASURES = FAILURE_CLASSES.map((failure) => `ft_${failure}` as const);
type FailureMeasure =
  | (typeof FAILURE_MEASURES)[number]
  | (typeof FAILURE_COST_MEASURES)[number]
  | (typeof FAILURE_TASK_MEASURES)[number];

/** The three measures of each class, by class. */
export const MEASURES_OF_FAILURE = Object.fromEntries(
  FAILURE_CLASSES.map((failure) => [failure, { calls: `f_${failure}`, cost: `fc_${failure}`, tasks: `ft_${failure}` }]),
) as {
  readonly [F in FailureClass]: { readonly calls: `f_${F}`; readonly cost: `fc_${F}`; readonly tasks: `ft_${F}` };
};

export type AnyMeasure = Measure | FailureMeasure;
export const ALL_MEASURES: readonly AnyMeasure[] = [
  ...MEASURES,
  ...FAILURE_MEASURES,
  ...FAILURE_COST_MEASURES,
  ...FAILURE_TASK_MEASURES,
];

/** Numbers from here on are those of the failure classes, three for each in the order of `FAILURE_CLASSES`. */
const FIRST_OF_FAILURES = 64;

/** The byte that stands for each measure in a cell; see `encode-measures.ts`. */
export const MEASURE_NUMBERS: ReadonlyMap<AnyMeasure, number> = new Map([
  ...MEASURES.map((measure, i): [AnyMeasure, number] => [measure, i]),
  ...FAILURE_CLASSES.flatMap((failure, i) =>
    Object.values(MEASURES_OF_FAILURE[failure]).map((measure, kind): [AnyMeasure, number] => [
      measure,
      FIRST_OF_FAILURES + 3 * i + kind,
    ]),
  ),
]);

/** Mergeable histograms of calls: milliseconds, milliseconds, tokens per second. */
export const HISTOGRAMS = ["ttft_ms", "duration_ms", "output_tokens_per_s"] as const;
export type HistogramName = (typeof HISTOGRAMS)[number];

/** Dimensions of a task cell. Empty text is unknown. */
export const TASK_DIMENSIONS = [
  "task_type",
  "entry_model",
  "closing_model",
  "route",
  "provider",
  "input_size",
  "environment",
] as const;
export type TaskDimension = (typeof TASK_DIMENSIONS)[number];

/** Dimensions of a call cell; one of the last three at most is filled. */
export const CALL_DIMENSIONS = ["model", "model_provider", "task_type", "service_tier", "key"] as const;
export type CallDimension = (typeof CALL_DIMENSIONS)[number];
