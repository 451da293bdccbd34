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
  // Values that were filled in, of tool calls and of JSON answers.
  "tool_optional_offered",
  "tool_optional_filled",
  "tool_leaves",
  "tool_ungrounded",
  "json_optional_offered",
  "json_optional_filled",
  "json_leaves",
  "json_ungrounded",
  // JSON by how it was asked for.
  "asked_json_mode",
  "ok_json_mode",
  "asked_schema",
  "ok_schema",
  "asked_strict_schema",
  "ok_strict_schema",
  "asked_tool",
  "ok_tool",
  "asked_prompt",
  "ok_prompt",
  // Choices of tool where the right one is known; `uncalled_tools` called none. By the most tools offered, `TOOL_SIZES`.
  "expected_tools",
  "right_tools",
  "uncalled_tools",
  "expected_of_0",
  "right_of_0",
  "expected_of_1",
  "right_of_1",
  "expected_of_4",
  "right_of_4",
  "expected_of_9",
  "right_of_9",
  "expected_of_19",
  "right_of_19",
  "expected_of_more",
  "right_of_more",
  // Checks by the most of them made at once, `CHECK_SIZES`.
  "checks_of_1",
  "passed_of_1",
  "checks_of_2",
  "passed_of_2",
  "checks_of_5",
  "passed_of_5",
  "checks_of_more",
  "passed_of_more",
  // Milliseconds: pauses between attempts; of tasks, from their first span to their last, and with a call going on.
  "wait_ms",
  "task_ms",
  "busy_ms",
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

interface Size {
  /** As answers name it. */
  readonly name: string;
  readonly most: number;
  readonly all: Measure;
  readonly right: Measure;
}

/** How many tools a model chose among. */
export const TOOL_SIZES: readonly Size[] = [
  { name: "0", most: 0, all: "expected_of_0", right: "right_of_0" },
  { name: "1", most: 1, all: "expected_of_1", right: "right_of_1" },
  { name: "2-4", most: 4, all: "expected_of_4", right: "right_of_4" },
  { name: "5-9", most: 9, all: "expected_of_9", right: "right_of_9" },
  { name: "10-19", most: 19, all: "expected_of_19", right: "right_of_19" },
  { name: "20+", most: Infinity, all: "expected_of_more", right: "right_of_more" },
];

/** How many checks were made of one task, or of one call. */
export const CHECK_SIZES: readonly Size[] = [
  { name: "1", most: 1, all: "checks_of_1", right: "passed_of_1" },
  { name: "2", most: 2, all: "checks_of_2", right: "passed_of_2" },
  { name: "3-5", most: 5, all: "checks_of_5", right: "passed_of_5" },
  { name: "6+", most: Infinity, all: "checks_of_more", right: "passed_of_more" },
];

/** Numbers from here on are those of the failure classes, three for each in the order of `FAILURE_CLASSES`. */
const FIRST_OF_FAILURES = 64;
/** Numbers from here on are those of the measures that came when those before the failure classes were given out. */
const FIRST_OF_LATER = 160;

/** The byte that stands for each measure in a cell; see `encode-measures.ts`. */
export const MEASURE_NUMBERS: ReadonlyMap<AnyMeasure, number> = new Map([
  ...MEASURES.map((measure, i): [AnyMeasure, number] => [
    measure,
    i < FIRST_OF_FAILURES ? i : FIRST_OF_LATER + i - FIRST_OF_FAILURES,
  ]),
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
