import { FAILURE_CLASSES, failureGroup, isFailureClass } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";

/** What may be one incident together: a provider that is away, models that answer worse, money that goes astray. */
export type Family = "availability" | "quality" | "money";

export const METRIC_NAMES = [
  "retry_rate",
  "provider_failure_rate",
  "failure_class",
  "slow_first_token",
  "traffic",
  "reask_rate",
  "tool_invalidity",
  "json_noncompliance",
  "refusal_rate",
  "check_failure_rate",
  "cost_per_hour",
  "cost_per_success",
  "budget",
  "unpriced_share",
  "undecided_share",
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** A sum to read: a measure, a check's counts, or first tokens slower than most of the past's. */
export type Source = AnyMeasure | "check_failed" | "check_recorded" | "ttft_slow" | "ttft_seen";

/** Cells of calls by the minute, of tasks by the hour, or of tool calls by tool and minute. */
export const GRAINS = ["call", "task", "tool"] as const;
export type Grain = (typeof GRAINS)[number];

interface Common {
  /** At the head of an incident: "Retry rate of gpt-5 is up". */
  readonly title: string;
  readonly family: Family;
  readonly grain: Grain;
  /** What one hit, or one unit of the amount, is called. */
  readonly hit: string;
  readonly of: string;
}

export interface RateMetric extends Common {
  readonly kind: "rate";
  /** Hits are these sums less those; out of the base. */
  readonly plus: readonly Source[];
  readonly minus: readonly Source[];
  readonly base: Source;
}

export interface LevelMetric extends Common {
  readonly kind: "level" | "budget";
  readonly amount: Source;
  readonly weight: Source | null;
  readonly direction: "above" | "below";
  /** How many of the measure's units one of the amount's is: nano-dollars a dollar. */
  readonly scale: number;
}

export type Metric = RateMetric | LevelMetric;

/** Failures that are the provider's or the way's to it; not a request of our own making, nor one that we gave up. */
const AWAY: readonly FailureClass[] = [
  "timeout",
  "network",
  "stream_interrupted",
  "rate_limited",
  "overloaded",
  "server_error",
  "auth",
];
const NANO = 1e9;

const rate = (title: string, family: Family, fields: Pick<RateMetric, "plus" | "base"> & Partial<RateMetric>) =>
  ({
    kind: "rate",
    title,
    family,
    grain: "call",
    minus: [],
    hit: "calls",
    of: "calls",
    ...fields,
  }) satisfies RateMetric;

const level = (title: string, family: Family, fields: Pick<LevelMetric, "amount"> & Partial<LevelMetric>) =>
  ({
    kind: "level",
    title,
    family,
    grain: "call",
    weight: null,
    direction: "above",
    scale: NANO,
    hit: "dollars",
    of: "an hour",
    ...fields,
  }) satisfies LevelMetric;

const FIXED: Readonly<Record<Exclude<MetricName, "failure_class">, Metric>> = {
  retry_rate: rate("Retry rate", "availability", {
    plus: ["retried_calls"],
    base: "calls_with_attempts",
    hit: "calls that needed a retry",
  }),
  provider_failure_rate: rate("Provider failures", "availability", {
    plus: AWAY.map((name) => `f_${name}` as const),
    base: "calls",
    hit: "calls that the provider failed",
  }),
  slow_first_token: rate("Slow first tokens", "availability", {
    plus: ["ttft_slow"],
    base: "ttft_seen",
    hit: "calls slower to their first token than 95 % of the last weeks'",
  }),
  traffic: level("Traffic", "availability", { amount: "calls", direction: "below", scale: 1, hit: "calls" }),
  reask_rate: rate("Re-ask rate", "quality", { plus: ["reasks"], base: "calls", hit: "re-asks" }),
  tool_invalidity: rate("Invalid tool calls", "quality", {
    plus: ["tool_calls"],
    minus: ["valid_tool_calls"],
    base: "tool_calls",
    hit: "invalid tool calls",
    of: "tool calls",
  }),
  json_noncompliance: rate("JSON failures", "quality", {
    plus: ["json_requested"],
    minus: ["json_ok"],
    base: "json_requested",
    hit: "answers that are not the JSON asked for",
    of: "calls that asked for JSON",
  }),
  refusal_rate: rate("Refusals", "quality", { plus: ["f_refusal"], base: "calls", hit: "refusals" }),
  check_failure_rate: rate("Failed checks", "quality", {
    grain: "task",
    plus: ["check_failed"],
    base: "check_recorded",
    hit: "failed checks",
    of: "recorded",
  }),
  cost_per_hour: level("Spend", "money", { amount: "cost" }),
  cost_per_success: level("Cost per success", "money", {
    grain: "task",
    amount: "sum_c",
    weight: "priced_succeeded",
    of: "a success",
  }),
  budget: level("Spend against the budget", "money", { kind: "budget", amount: "cost", of: "this month" }),
  unpriced_share: rate("Calls without a price", "money", {
    plus: ["unpriced_calls"],
    base: "usage_calls",
    hit: "calls without a price",
    of: "calls with usage",
  }),
  undecided_share: rate("Tasks without an outcome", "money", {
    grain: "task",
    plus: ["undecided"],
    base: "tasks",
    hit: "tasks without an outcome a day later",
    of: "tasks",
  }),
};

/** @throws RangeError for a failure class that is not one of ours. */
export function metricOf(name: MetricName, subject: string): Metric {
  if (name !== "failure_class") return FIXED[name];
  if (!isFailureClass(subject) || subject === "ok")
    throw new RangeError(`"${subject}" is no failure class: use one of ${FAILURE_CLASSES.slice(1).join(", ")}`);
  const group = failureGroup(subject);
  const family = group === "transport" || group === "provider" ? "availability" : "quality";
  return rate(`Calls that ended ${subject.replaceAll("_", " ")}`, family, {
    plus: [`f_${subject}`],
    base: "calls",
    hit: `calls that ended ${subject.replaceAll("_", " ")}`,
  });
}

/** Failure classes that are a verdict on one tool call: those of calls that asked for no tool that exists are of none. */
export const CLASSES_BY_TOOL = ["malformed_arguments", "invalid_arguments"] as const;

export function isKnownByTool(name: MetricName, subject: string): boolean {
  return name === "tool_invalidity" || (name === "failure_class" && CLASSES_BY_TOOL.some((known) => known === subject));
}

/** The metric out of one tool's calls. @throws RangeError for one that is not counted by tool. */
export function metricByTool(name: MetricName, subject: string): Metric {
  const verdict = CLASSES_BY_TOOL.find((known) => known === subject);
  if (name === "tool_invalidity") return { ...FIXED.tool_invalidity, grain: "tool" };
  if (name !== "failure_class" || verdict === undefined)
    throw new RangeError(
      `"${name}" is not counted by tool: use tool_invalidity, or failure_class with ${CLASSES_BY_TOOL.join(" or ")}`,
    );
  const what = verdict.replaceAll("_", " ");
  return rate(`Tool calls with ${what}`, "quality", {
    grain: "tool",
    plus: [`f_${verdict}`],
    base: "tool_calls",
    hit: `tool calls with ${what}`,
    of: "tool calls",
  });
}

const COSTS: Readonly<Partial<Record<MetricName, readonly AnyMeasure[]>>> = {
  provider_failure_rate: AWAY.map((failure) => `fc_${failure}` as const),
  refusal_rate: ["fc_refusal"],
  tool_invalidity: ["fc_unknown_tool", "fc_malformed_arguments", "fc_invalid_arguments", "fc_missing_tool_call"],
  json_noncompliance: ["fc_invalid_json", "fc_schema_mismatch"],
  cost_per_hour: ["cost"],
  budget: ["cost"],
};

/** The measures that tell what the calls behind a metric's hits have cost, where the roll-ups know; empty where not. */
export function costSources(name: MetricName, subject: string): readonly AnyMeasure[] {
  if (name === "failure_class") return isFailureClass(subject) ? [`fc_${subject}`] : [];
  return COSTS[name] ?? [];
}

/** Hours before now from which a task metric is judged: its tasks need that long to be decided. */
export function lagHours(name: MetricName): number {
  return name === "undecided_share" ? 24 : 1;
}
