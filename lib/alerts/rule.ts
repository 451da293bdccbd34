import type { Sensitivity } from "./detect/series.ts";
import { metricByTool, metricOf } from "./metrics.ts";
import type { Metric, MetricName } from "./metrics.ts";

export const SCOPE_DIMENSIONS = ["provider", "model", "task_type", "tool"] as const;
export type ScopeDimension = (typeof SCOPE_DIMENSIONS)[number];
/** Values by dimension; absent is any. */
export type Scope = Readonly<Partial<Record<ScopeDimension, string>>>;

export const SENSITIVITIES = ["quiet", "normal", "keen"] as const satisfies readonly Sensitivity[];

/** What is watched, as judged. Which channels it tells is the store's and the server's affair. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly metric: MetricName;
  /** The failure class or check of the metric; empty where it needs none. */
  readonly subject: string;
  readonly scope: Scope;
  /** Dimensions each of whose values is a series of its own. */
  readonly each: readonly ScopeDimension[];
  readonly sensitivity: Sensitivity;
  /** The reader's own limit instead of what is expected: a rate, or an amount an hour; of a budget the share that alarms. */
  readonly threshold: number | null;
  readonly windowMinutes: number | null;
  readonly leastCalls: number | null;
  /** Nano-dollars a calendar month (UTC). */
  readonly budgetNano: bigint | null;
  /** Epoch milliseconds; null when it is not muted. */
  readonly mutedUntilMs: number | null;
}

export type RuleDraft = Omit<Rule, "id" | "mutedUntilMs">;

/** @throws RangeError for a failure class that is not one of ours, or a metric that is not counted by tool. */
export function metricOfRule(rule: Pick<Rule, "metric" | "subject" | "scope" | "each">): Metric {
  return isByTool(rule) ? metricByTool(rule.metric, rule.subject) : metricOf(rule.metric, rule.subject);
}

/** Whether it is of one tool, or of each. */
export function isByTool({ scope, each }: Pick<Rule, "scope" | "each">): boolean {
  return scope.tool !== undefined || each.includes("tool");
}

const draft = (
  name: string,
  metric: MetricName,
  each: readonly ScopeDimension[],
  fields: Partial<RuleDraft> = {},
): RuleDraft => ({
  name,
  metric,
  subject: "",
  scope: {},
  each,
  sensitivity: "normal",
  threshold: null,
  windowMinutes: null,
  leastCalls: null,
  budgetNano: null,
  ...fields,
});

/** What every project watches from its first day, by the name under which it is made once. */
export const DEFAULT_RULES: Readonly<Record<string, RuleDraft>> = {
  retries: draft("Retries, each model", "retry_rate", ["provider", "model"]),
  provider_failures: draft("Provider failures, each model", "provider_failure_rate", ["provider", "model"]),
  slow_first_token: draft("Slow first tokens, each model", "slow_first_token", ["provider", "model"], {
    sensitivity: "quiet",
  }),
  traffic: draft("Traffic that stops", "traffic", [], { sensitivity: "quiet" }),
  reasks: draft("Re-asks, each task type", "reask_rate", ["task_type"]),
  tools: draft("Invalid tool calls, each model", "tool_invalidity", ["provider", "model"]),
  json: draft("JSON failures, each model", "json_noncompliance", ["provider", "model"]),
  refusals: draft("Refusals, each model", "refusal_rate", ["provider", "model"]),
  spend: draft("Spend", "cost_per_hour", [], { sensitivity: "quiet" }),
  unpriced: draft("Calls without a price", "unpriced_share", [], { sensitivity: "quiet" }),
};
