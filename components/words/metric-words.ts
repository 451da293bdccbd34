interface MetricWord {
  readonly name: string;
  readonly meaning: string;
}

/** What can be watched, as people choose it. */
export const METRIC_WORDS: Readonly<Record<string, MetricWord>> = {
  retry_rate: { name: "Retry rate", meaning: "calls that needed a retry, out of calls whose attempts are known" },
  provider_failure_rate: { name: "Provider failures", meaning: "calls that the provider or the way to it failed" },
  failure_class: { name: "One failure class", meaning: "calls that ended in the class named below" },
  slow_first_token: {
    name: "Slow first tokens",
    meaning: "calls slower than 95 % of the last weeks' to their first token",
  },
  traffic: { name: "Traffic that stops", meaning: "far fewer calls than at this hour of past weeks" },
  reask_rate: { name: "Re-ask rate", meaning: "calls that ask again for an answer that could not be used" },
  tool_invalidity: { name: "Invalid tool calls", meaning: "out of tool calls whose schema was known" },
  json_noncompliance: { name: "JSON failures", meaning: "out of calls that asked for JSON" },
  refusal_rate: { name: "Refusals", meaning: "calls that the model refused" },
  check_failure_rate: { name: "Failed checks", meaning: "checks of tasks that did not pass; one of them, or all" },
  cost_per_hour: { name: "Spend", meaning: "dollars an hour" },
  cost_per_success: { name: "Cost per success", meaning: "dollars a task that succeeded, by the task's start" },
  budget: { name: "Budget", meaning: "dollars since the month began (UTC)" },
  unpriced_share: { name: "Calls without a price", meaning: "out of calls with usage: totals leave them out" },
  undecided_share: { name: "Tasks without an outcome", meaning: "a day after they began" },
};
