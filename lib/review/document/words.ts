import type { DecisionMetric } from "#lib/domain/decision-metric.ts";
import type { WasteCause } from "#lib/fold/find-waste.ts";
import type { PartName } from "../explain-week.ts";
import type { ClaimedFigure } from "../find-claims.ts";
import type { Grade } from "../project-policy.ts";
import type { BridgeStep } from "./review.ts";

export const FACTOR_WORDS: Readonly<Record<PartName, string>> = {
  volume: "Number of tasks",
  type_mix: "Mix of task types",
  model_mix: "Mix of models",
  calls_per_task: "Calls per task",
  reasks: "Retries and re-asks",
  input: "Input tokens per call",
  cache_read: "Tokens read from cache per call",
  cache_write: "Tokens written to cache per call",
  output: "Output tokens per call",
  other: "What costs without tokens",
  price: "Price paid per token",
  success_rate: "Success rate",
  carried: "Calls of tasks begun in other weeks",
};

export const BRIDGE_WORDS: Readonly<Record<BridgeStep, string>> = {
  spend: "Spend of the week, by call",
  other_weeks: "Calls of tasks begun in another week",
  other_environments: "Other environments than production",
  not_decided: "Tasks undecided, cancelled or not fully priced",
  decided_cost: "Cost of the decided tasks begun in the week",
};

export const WASTE_WORDS: Readonly<Record<WasteCause, string>> = {
  failed_task: "Tasks that failed",
  failed_call: "Failed calls in tasks that succeeded",
  escalated: "Work on models that were escalated away from",
  repeated_tool: "The same tool call again",
  reask: "Extra input of re-asks",
};

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  A: "A, randomised",
  B: "B, observed with overlap",
  C: "C, partly assumed",
};

export const FIGURE_WORDS: Readonly<Record<ClaimedFigure, string>> = {
  cost_per_success: "cost per success",
  success_rate: "success rate",
};

/** What decisions are judged by. */
export const METRIC_WORDS: Readonly<Record<DecisionMetric, string>> = {
  cost_per_success: "cost per success",
  cost_per_task: "cost per task",
  success_rate: "success rate",
  retry_rate: "retry rate",
  reask_rate: "re-ask rate",
  tool_validity: "valid tool calls",
  call_p95: "95th percentile of a call's time",
};

/** What the price of a cache rests on that no record says. */
export const CACHING_ASSUMED =
  "the shared beginning is as long as the shortest input among the calls that share it, the provider keeps it for five minutes, " +
  "and list prices hold";
