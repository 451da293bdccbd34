import type { FailureClass, JsonMechanism } from "#lib/domain/failure.ts";
import type { WasteCause } from "#lib/fold/find-waste.ts";

export type { WasteCause };

/** Decimal string of US dollars with nine places. */
export type Usd = string;
/** 95 % interval, lower and upper end. */
export type Interval<T> = readonly [T, T];

export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Counts of the values that models filled in, and their shares. */
export interface ValueFigures {
  /** Optional properties that schemas offered, and those that were filled. */
  readonly optional_offered: number;
  readonly optional_filled: number;
  readonly optional_fill_rate: number | null;
  /** Short texts and numbers looked for in the request, and those not found in it (a heuristic). */
  readonly leaves: number;
  readonly ungrounded: number;
  readonly ungrounded_rate: number | null;
}

/** Of tasks and calls that say which tool should be called, or none. */
export interface RightToolFigures {
  readonly expected: number;
  readonly right: number;
  readonly rate: number | null;
  /** Of those that expected a tool: no tool was called. */
  readonly not_called: number;
  /** By how many tools the model chose among, where that is known; those with none are left out. */
  readonly by_tools_offered: readonly {
    readonly tools: string;
    readonly expected: number;
    readonly right: number;
    readonly rate: number | null;
  }[];
}

/** One row of `GET /api/v1/metrics`. Rates are fractions; null is unknown, never 0 (CONTRACT, HTTP). */
export interface MetricsRow {
  /** The group's fields by name, e.g. `{ entry_model: "gpt-4o-mini", day: "2026-11-20T00:00:00.000Z" }`. */
  readonly group: Readonly<Record<string, string | number>>;
  readonly tasks: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly undecided: number;
  readonly undecided_cost_usd: Usd;
  readonly provisional: boolean;
  readonly success_rate: number | null;
  readonly success_rate_ci: Interval<number> | null;
  readonly cost_usd: Usd;
  /** False where no call of the group has a cost that is known: `cost_usd` is then not free but unknown. */
  readonly cost_known: boolean;
  readonly possibly_billed_usd: Usd;
  readonly possibly_billed_calls: number;
  /** Cost of a finished task, however it ended; null in call groupings, and where a call has no price. */
  readonly cost_per_task_usd: Usd | null;
  readonly cost_per_success_usd: Usd | null;
  readonly cost_per_success_ci: Interval<Usd> | null;
  /** Whether the interval may be ranked by: at least 20 successes and little skew (docs/design.md). */
  readonly cost_per_success_sufficient: boolean;
  /** With what a failure costs beside its calls; null unless every task type of the group's decided tasks says it. */
  readonly full_cost_per_success_usd: Usd | null;
  /** Cost per success if every undecided task succeeded, and if none did; null while nothing is undecided. */
  readonly undecided_bounds_usd: Interval<Usd> | null;
  readonly unpriced_calls: number;
  readonly waste_usd: Usd;
  readonly waste_by_cause: Readonly<Record<WasteCause, Usd>>;
  readonly silent_failures: number;
  readonly clean_tasks: number;
  readonly clean_cost_usd: Usd;
  readonly priced_tasks: number;
  readonly outcome_sources: { readonly reported: number; readonly reviewed: number; readonly inferred: number };
  readonly calls: number;
  readonly other_calls: number;
  readonly usage_calls: number;
  readonly calls_without_usage: number;
  /** Calls priced on an estimate of their tokens (streams cut short). */
  readonly estimated_calls: number;
  /** Calls answered from a cache: they cost nothing and are among `calls`. */
  readonly cached_calls: number;
  readonly attempts: number | null;
  readonly calls_with_attempts: number;
  readonly retries: number | null;
  readonly retry_rate: number | null;
  readonly reasks: number;
  readonly reask_rate: number | null;
  readonly tokens: Readonly<
    Record<"input_uncached" | "cache_read" | "cache_write" | "output" | "reasoning", number | null>
  >;
  readonly tool_calls: number;
  readonly valid_tool_calls: number;
  readonly tool_validity: number | null;
  readonly first_attempt_tool_validity: number | null;
  readonly json_requested: number;
  readonly json_ok: number;
  readonly json_compliance: number | null;
  /** By how JSON was asked for; mechanisms with no calls are left out. JSON through a tool is no part of `json_requested`. */
  readonly json_by_mechanism: Readonly<
    Partial<
      Record<JsonMechanism, { readonly requested: number; readonly ok: number; readonly compliance: number | null }>
    >
  > | null;
  readonly tool_arguments: ValueFigures | null;
  readonly json_answers: ValueFigures | null;
  readonly right_tool: RightToolFigures | null;
  /** Checks by how many were made of a task (in call groupings: of a call); numbers with none are left out. */
  readonly checks_by_number:
    | readonly {
        readonly checks: string;
        readonly recorded: number;
        readonly passed: number;
        readonly rate: number | null;
      }[]
    | null;
  /** Milliseconds over all tasks: from first span to last, and with a call going on; null in call groupings. */
  readonly task_time_ms: { readonly total: number; readonly in_calls: number } | null;
  /** Milliseconds of pauses between attempts; null where attempts cannot be seen. */
  readonly wait_ms: number | null;
  readonly checks: Readonly<Record<string, { readonly recorded: number; readonly passed: number }>>;
  /** Null unless percentiles were asked for. */
  readonly ttft_ms: Percentiles | null;
  readonly duration_ms: Percentiles | null;
  readonly output_tokens_per_s: { readonly p50: number | null } | null;
  /** Generation calls by the class they ended in; classes with none are left out. */
  readonly failures: Readonly<Partial<Record<FailureClass, number>>>;
  readonly failure_cost_usd: Readonly<Partial<Record<FailureClass, Usd>>>;
  readonly failure_tasks: Readonly<Partial<Record<FailureClass, number>>>;
}

/** A question asked of the roll-ups. `groupBy` and `filters` use the contract's names. */
export interface MetricsQuery {
  readonly projectId: string;
  readonly from: Date;
  readonly to: Date;
  readonly groupBy: readonly string[];
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly timeZone: string;
  readonly percentiles: boolean;
}

export interface MetricsAnswer {
  readonly rows: readonly MetricsRow[];
  /** Share of usage-bearing calls that have a price; null when there are none. */
  readonly pricing_coverage: number | null;
  /** The range answered: the one asked for, widened to whole UTC hours. */
  readonly from: Date;
  readonly to: Date;
}
