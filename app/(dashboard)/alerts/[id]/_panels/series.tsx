import { BandChart } from "#components/alerts/band-chart.tsx";
import { showMoney } from "#components/format/money.ts";
import { describeScope } from "#lib/alerts/describe-finding.ts";
import { chartIncident } from "#lib/alerts/chart-incident.ts";
import { openProject } from "../../../_data/open-project.ts";
import type { ReadIncident } from "../../_data/read-incident.ts";

/** The series that fired first, with what was expected of it, and what it has cost. */
export async function SeriesPanel({ incident }: { readonly incident: ReadIncident }) {
  const { db, project } = await openProject();
  const [part] = incident.parts;
  if (!part || part.metric.kind === "budget") return null;
  const now = Date.now();
  const { metricName, metric, subject, scope, ruleId, ruleName } = part;
  const rule = {
    id: ruleId,
    name: ruleName,
    metric: metricName,
    subject,
    scope,
    each: [],
    sensitivity: "normal" as const,
    threshold: null,
    windowMinutes: null,
    leastCalls: null,
    budgetNano: null,
    mutedUntilMs: null,
  };
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
        bucket={chart.bucketMinutes === 60 ? "hour" : `${chart.bucketMinutes} minutes`}
        from={incident.since}
        to={incident.endedAt ?? new Date(now)}
        show={show}
      />
    </>
  );
}
