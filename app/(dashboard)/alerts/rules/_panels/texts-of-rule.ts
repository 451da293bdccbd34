import { formatUsd } from "#lib/domain/money.ts";
import { fanOutOf, isInPercent } from "#lib/server/read-alert-form.ts";
import type { FormTexts } from "#lib/server/read-settings-form.ts";
import type { StoredRule } from "#lib/store/alerts/rules.ts";
import { METRIC_NAMES } from "#lib/alerts/metrics.ts";

/** A stored rule as the texts of its form; a new one begins with the retry rate of each model. */
export function textsOfRule(rule: StoredRule | null): FormTexts {
  if (rule === null) return { metric: "retry_rate", each: "model", sensitivity: "normal" };
  const metric = METRIC_NAMES.find((name) => name === rule.metric) ?? "retry_rate";
  const { threshold, budgetNano } = rule;
  const limit = threshold === null ? "" : String(isInPercent(metric) ? threshold * 100 : threshold);
  return {
    name: rule.name,
    metric,
    subject: rule.subject,
    provider: rule.provider,
    model: rule.model,
    of_type: rule.taskType,
    tool: rule.tool,
    each: fanOutOf(rule.each),
    sensitivity: rule.sensitivity,
    threshold: limit,
    window_minutes: rule.windowMinutes === null ? "" : String(rule.windowMinutes),
    least_calls: rule.leastCalls === null ? "" : String(rule.leastCalls),
    budget: budgetNano === null ? "" : formatUsd(budgetNano),
    channel: rule.channels[0] ?? "",
  };
}
