import { BandChart } from "#components/alerts/band-chart.tsx";
import { showMoney } from "#components/format/money.ts";
import { describeScope, isOwnLimit } from "#lib/alerts/describe-finding.ts";
import { chartIncident } from "#lib/alerts/chart-incident.ts";
import { readRule } from "#lib/alerts/read-rule.ts";
import type { Rule } from "#lib/alerts/rule.ts";
import { findRule } from "#lib/store/alerts/rules.ts";
import type { StoredRule } from "#lib/store/alerts/rules.ts";
import { openProject } from "../../../_data/open-project.ts";
import type { ReadIncident, ReadPart } from "../../_data/read-incident.ts";

/** The series that fired first, with what was expected of it, and what it has cost. */
export async function SeriesPanel({ incident }: { readonly incident: ReadIncident }) {
  const { store, db, project } = await openProject();
  const [part] = incident.parts;
  if (!part || part.metric.kind === "budget") return null;
  const now = Date.now();
  const { metric, scope } = part;
  const rule = chartedRule(part, await findRule(store, project.id, part.ruleId));
  const sinceMs = incident.since.getTime();
  const endedMs = incident.endedAt?.getTime() ?? null;
  const chart = await chartIncident(db, { projectId: project.id, rule, sinceMs, endedMs }, now);
  if (chart === null) return <p className="mt-4 text-mute">This series is not in the figures any more.</p>;
  const show = metric.kind === "rate" ? "rate" : metric.scale === 1 ? "count" : "dollars";
  return (
    <>
      {chart.costNano === null || chart.costNano === 0n ? null : (
        <p className="mt-1">
          The calls behind it have cost <b className="font-semibold">{showMoney(chart.costNano)}</b> so far.
        </p>
      )}
      <BandChart
        title={[metric.title, describeScope(scope)].filter((text) => text !== "").join(" ")}
        points={chart.points.map(({ atMs, ...point }) => ({ at: new Date(atMs), ...point }))}
        bucketMinutes={chart.bucketMinutes}
        from={incident.since}
        to={incident.endedAt ?? new Date(now)}
        show={show}
      />
    </>
  );
}

/** The rule as the part was judged by it: at the sensitivity that it has now, where it is still there. */
function chartedRule(
  { ruleId, ruleName, metricName, subject, scope, finding }: ReadPart,
  stored: StoredRule | null,
): Rule {
  const known = stored === null ? null : readRule(stored);
  return {
    id: ruleId,
    name: ruleName,
    metric: metricName,
    subject,
    scope,
    each: [],
    sensitivity: known?.sensitivity ?? "normal",
    threshold: isOwnLimit(finding) ? finding.limit : null,
    windowMinutes: null,
    leastCalls: null,
    budgetNano: null,
    mutedUntilMs: null,
  };
}
