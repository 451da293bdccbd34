import type { DecisionMetric } from "#lib/domain/decision-metric.ts";
import type { PartName } from "../explain-week.ts";
import type { ClaimedFigure } from "../find-claims.ts";
import type { Grade } from "../project-policy.ts";
import type { WasteCause } from "#lib/fold/find-waste.ts";

/** Decimal string of US dollars with nine places; everything in a review can be written as JSON and read again. */
export type Usd = string;
export type UsdInterval = readonly [Usd, Usd] | null;

export interface Period {
  /** By call start, all environments; false `spend_known` where nothing that was called has a price. */
  readonly spend_usd: Usd;
  readonly spend_known: boolean;
  /** By task start, in production. */
  readonly tasks: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly undecided: number;
  readonly success_rate: number | null;
  readonly success_rate_ci: readonly [number, number] | null;
  readonly cost_per_success_usd: Usd | null;
  readonly cost_per_success_ci: UsdInterval;
  readonly cost_per_success_sufficient: boolean;
}

export interface RatioFigure {
  readonly ratio: number;
  readonly low: number;
  readonly high: number | null;
}

export interface ExplainedChange {
  readonly total_usd: Usd;
  /** Absent from reviews that were frozen before it was reckoned. */
  readonly total_ci?: UsdInterval;
  readonly parts: readonly { readonly factor: PartName; readonly usd: Usd; readonly ci: UsdInterval }[];
}

export interface ReviewAdvice {
  readonly task_type: string;
  readonly model: string;
  readonly instead_of: readonly string[];
  readonly grade: Grade;
  readonly saved_a_month_usd: Usd;
  readonly saved_a_month_at_least_usd: Usd;
  readonly success_change: number;
  readonly success_change_ci: readonly [number, number];
  readonly tasks_a_month: number;
  readonly covered: number;
}

export interface ReviewDecision {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly task_type: string | null;
  /** What it is judged by. Absent from reviews that were frozen while there was only cost per success. */
  readonly metric?: DecisionMetric;
  /** Expected change of the metric, `-0.2` for a fifth less; null when nothing was said. */
  readonly expected: number | null;
  readonly judge_at: string;
  readonly measured:
    | (RatioFigure & {
        /** Null where the metric is not of money. */
        readonly saved_usd: Usd | null;
        readonly saved_ci: UsdInterval;
        readonly changed: boolean;
      })
    | null;
  /** Why there is no measurement yet. */
  readonly waiting: string | null;
}

/** One week's review: everything its page, Markdown, CSV and JSON say. */
export interface Review {
  readonly week: string;
  readonly from: string;
  readonly to: string;
  /** Whether the outcomes of the week's tasks are in: it does not change any more, but for late changes. */
  readonly settled: boolean;
  readonly simulated: boolean;
  readonly now: Period;
  readonly before: Period;
  /** The weeks with work among the four before, a week on average. */
  readonly four_weeks: Period;
  readonly cost_per_success_change: RatioFigure | null;
  readonly four_week_change: RatioFigure | null;
  readonly spend_change: ExplainedChange;
  readonly cost_per_success_explained: ExplainedChange | null;
  readonly bridge: readonly { readonly step: BridgeStep; readonly usd: Usd }[];
  /** Successes among the tasks that the bridge ends at. Absent from reviews that were frozen before it was told. */
  readonly bridge_successes?: number;
  readonly waste: readonly { readonly cause: WasteCause; readonly usd: Usd; readonly before_usd: Usd }[];
  readonly claims: readonly (RatioFigure & {
    readonly name: string;
    /** Absent from reviews that were frozen while only cost per success was compared. */
    readonly of?: ClaimedFigure;
  })[];
  /** Comparisons that were looked at for the claims. */
  readonly compared: number;
  readonly failures: readonly {
    readonly failure: string;
    readonly calls: number;
    readonly before: number;
    readonly usd: Usd;
  }[];
  readonly incidents: readonly ReviewIncident[];
  readonly pricing_coverage: number | null;
  readonly unpriced: readonly { readonly model: string; readonly calls: number }[];
  readonly forecast: ReviewForecast | null;
  readonly advice: readonly ReviewAdvice[];
  readonly decisions: readonly ReviewDecision[];
  readonly saved_by_decisions_usd: Usd;
  readonly marks: readonly { readonly at: string; readonly label: string; readonly kind: string }[];
  /** What came in after the week was frozen. */
  readonly late_changes: readonly {
    readonly what: "spend_usd" | "tasks" | "succeeded" | "failed";
    readonly frozen: string;
    readonly now: string;
  }[];
}

export interface ReviewIncident {
  readonly title: string;
  readonly since: string;
  /** Null while it goes on. */
  readonly ended: string | null;
  /** What calls cost that did not end well while it went on in this week, by whole hours. */
  readonly failed_calls_usd: Usd;
}

export type BridgeStep = "spend" | "other_weeks" | "other_environments" | "not_decided" | "decided_cost";

export interface ReviewForecast {
  readonly month: string;
  readonly expected_usd: Usd;
  /** 80 % interval. */
  readonly interval_usd: readonly [Usd, Usd];
  readonly level_since: string;
  readonly budget_usd: Usd | null;
  readonly chance_over: number | null;
  readonly over_on: string | null;
}
