/** What a decision is written down to change, and is judged by. */
export const DECISION_METRICS = [
  "cost_per_success",
  "cost_per_task",
  "success_rate",
  "retry_rate",
  "reask_rate",
  "tool_validity",
  "call_p95",
] as const;
export type DecisionMetric = (typeof DECISION_METRICS)[number];

/** @throws never: what a database of a later version wrote is judged by cost per success, as all once were. */
export function decisionMetricOf(text: string): DecisionMetric {
  return DECISION_METRICS.find((metric) => metric === text) ?? "cost_per_success";
}
