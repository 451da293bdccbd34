import type { FoundIncident, ListedIncident } from "#lib/store/alerts/incidents.ts";
import type { StoredRule } from "#lib/store/alerts/rules.ts";
import { readRange } from "#lib/analysis/parse-metrics-query.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { formatUsd } from "#lib/domain/money.ts";

/** A rule as `GET /api/v1/alerts` answers it. */
export function describeRule(rule: StoredRule): object {
  const orNull = (text: string): string | null => (text === "" ? null : text);
  return {
    id: rule.id,
    name: rule.name,
    metric: rule.metric,
    subject: orNull(rule.subject),
    scope: {
      provider: orNull(rule.provider),
      model: orNull(rule.model),
      task_type: orNull(rule.taskType),
      tool: orNull(rule.tool),
    },
    each: rule.each,
    sensitivity: rule.sensitivity,
    threshold: rule.threshold,
    window_minutes: rule.windowMinutes,
    least_calls: rule.leastCalls,
    budget_usd: rule.budgetNano === null ? null : formatUsd(rule.budgetNano),
    enabled: rule.enabled,
    muted_until: rule.mutedUntil?.toISOString() ?? null,
  };
}

export function describeIncident(incident: ListedIncident | FoundIncident): object {
  const { id, title, family, since, openedAt, endedAt, acknowledgedAt, acknowledgedBy, parts, reasons } = incident;
  return {
    id,
    title,
    family,
    state: endedAt === null ? "open" : "ended",
    since: since.toISOString(),
    opened_at: openedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    acknowledged_at: acknowledgedAt?.toISOString() ?? null,
    acknowledged_by: acknowledgedBy,
    reasons,
    series: parts.map((part) => ({
      rule_id: part.ruleId,
      rule: part.ruleName,
      metric: part.metric,
      scope: part.scope,
      fired_at: part.firedAt.toISOString(),
      ended_at: part.endedAt?.toISOString() ?? null,
      finding: part.finding,
    })),
  };
}

const STATES = ["open", "ended"] as const;
const KNOWN = new Set(["from", "to", "state", "limit"]);
const MOST = 200;

/** Reads `from`, `to`, `state` (open or ended) and `limit` (at most 200). @throws OutturnError `bad_request`. */
export function readAlertsQuery(params: URLSearchParams, now: Date) {
  const unknown = [...params.keys()].find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw new OutturnError("bad_request", `"${unknown}" is not a parameter here; use ${[...KNOWN].join(", ")}.`);
  const asked = params.get("state");
  const state = STATES.find((known) => known === asked);
  if (asked !== null && state === undefined)
    throw new OutturnError("bad_request", `"${asked}" is not a state of an incident: use open or ended.`);
  const limit = Number(params.get("limit") ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new OutturnError("bad_request", `limit "${params.get("limit")}" is not a whole number from 1 to ${MOST}.`);
  return { range: readRange(params, now), limit, ...(state !== undefined && { open: state === "open" }) };
}
