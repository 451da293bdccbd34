import type { RuleFields, StoredRule } from "#lib/store/alerts/rules.ts";

import { METRIC_NAMES } from "./metrics.ts";
import { SCOPE_DIMENSIONS, SENSITIVITIES } from "./rule.ts";
import type { Rule, RuleDraft, Scope } from "./rule.ts";

/** A stored rule as judged; null when it is of a newer version's metric, which this one cannot judge. */
export function readRule(stored: StoredRule): Rule | null {
  const metric = METRIC_NAMES.find((name) => name === stored.metric);
  const sensitivity = SENSITIVITIES.find((name) => name === stored.sensitivity);
  if (metric === undefined || sensitivity === undefined) return null;
  const { id, name, subject, threshold, windowMinutes, leastCalls, budgetNano, mutedUntil } = stored;
  const scope: Scope = {
    ...(stored.provider !== "" && { provider: stored.provider }),
    ...(stored.model !== "" && { model: stored.model }),
    ...(stored.taskType !== "" && { task_type: stored.taskType }),
    ...(stored.tool !== "" && { tool: stored.tool }),
  };
  return {
    id,
    name,
    metric,
    subject,
    scope,
    each: SCOPE_DIMENSIONS.filter((dimension) => stored.each.includes(dimension)),
    sensitivity,
    threshold,
    windowMinutes,
    leastCalls,
    budgetNano,
    mutedUntilMs: mutedUntil?.getTime() ?? null,
  };
}

/** Until when a rule is muted; null when it speaks now. */
export function mutedUntilOf({ mutedUntil }: Pick<StoredRule, "mutedUntil">, nowMs: number): Date | null {
  return mutedUntil !== null && mutedUntil.getTime() > nowMs ? mutedUntil : null;
}

/** A rule as it is stored. */
export function ruleFields({ scope, each, ...rule }: RuleDraft): RuleFields {
  return {
    ...rule,
    each: [...each],
    provider: scope.provider ?? "",
    model: scope.model ?? "",
    taskType: scope.task_type ?? "",
    tool: scope.tool ?? "",
  };
}
