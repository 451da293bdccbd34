import { cache } from "react";
import { describeFinding } from "#lib/alerts/describe-finding.ts";
import type { Reasons } from "#lib/alerts/explain-incident.ts";
import type { Finding } from "#lib/alerts/finding.ts";
import { METRIC_NAMES } from "#lib/alerts/metrics.ts";
import type { Metric } from "#lib/alerts/metrics.ts";
import { metricOfRule, SCOPE_DIMENSIONS } from "#lib/alerts/rule.ts";
import type { Scope } from "#lib/alerts/rule.ts";
import { findIncident } from "#lib/store/alerts/incidents.ts";
import type { FoundIncident } from "#lib/store/alerts/incidents.ts";
import { openProject } from "../../_data/open-project.ts";

export interface ReadPart {
  readonly ruleId: string;
  readonly key: string;
  readonly ruleName: string;
  readonly metricName: (typeof METRIC_NAMES)[number];
  readonly metric: Metric;
  readonly subject: string;
  readonly scope: Scope;
  readonly finding: Finding;
  readonly firedAt: Date;
  readonly endedAt: Date | null;
}

export interface ReadIncident extends Omit<FoundIncident, "reasons" | "parts"> {
  readonly reasons: Reasons;
  readonly parts: readonly ReadPart[];
  /** What was seen and expected when it opened. */
  readonly said: readonly string[];
}

/** An incident with what was found of it; once a request. Null when the project has no such incident. */
export const readIncident = cache(async (id: string): Promise<ReadIncident | null> => {
  const { store, project } = await openProject();
  const found = await findIncident(store, project.id, id);
  if (found === null) return null;
  const parts = found.parts.flatMap((part) => {
    const metricName = METRIC_NAMES.find((name) => name === part.metric);
    if (metricName === undefined) return [];
    const { ruleId, key, ruleName, subject, firedAt, endedAt } = part;
    // Written with the incident by the evaluation, from these very types.
    const finding = part.finding as unknown as Finding;
    const scope = scopeOf(part.scope);
    return [
      {
        ruleId,
        key,
        ruleName,
        metricName,
        metric: metricOfRule({ metric: metricName, subject, scope, each: [] }),
        subject,
        scope,
        finding,
        firedAt,
        endedAt,
      },
    ];
  });
  const [first] = parts;
  const said = first ? [describeFinding(first.metric, first.finding, first.firedAt.getTime())] : [];
  return { ...found, reasons: found.reasons as unknown as Reasons, parts, said };
});

function scopeOf(stored: unknown): Scope {
  const entries = SCOPE_DIMENSIONS.flatMap((name) => {
    const value: unknown = typeof stored === "object" && stored !== null ? Reflect.get(stored, name) : undefined;
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}
