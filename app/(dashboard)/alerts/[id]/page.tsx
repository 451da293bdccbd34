import { Instant } from "#components/figures/instant.tsx";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { IncidentState } from "#components/alerts/incident-state.tsx";
import { ReasonTable } from "#components/alerts/reason-table.tsx";
import { showQuantity } from "#components/format/number.ts";
import { PageHead } from "#components/shell/page-head.tsx";
import { ChartSkeleton } from "#components/states/skeletons.tsx";
import { readIncident } from "../_data/read-incident.ts";
import { openProject } from "../../_data/open-project.ts";
import { AlertPages } from "../_panels/alert-pages.tsx";
import { HistoryPanel } from "./_panels/history.tsx";
import { PartsPanel } from "./_panels/parts.tsx";
import { SeriesPanel } from "./_panels/series.tsx";

export const metadata: Metadata = { title: "Incident" };

export default async function IncidentPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { project } = await openProject();
  const incident = await readIncident((await params).id);
  if (incident === null) notFound();
  const { reasons, endedAt, acknowledgedBy, since } = incident;
  return (
    <>
      <PageHead title={incident.title} simulated={project.simulated}>
        <AlertPages here="/alerts" />
      </PageHead>
      <p className="max-w-[760px]">
        <IncidentState ended={endedAt !== null} acknowledgedBy={acknowledgedBy} />
        <span className="text-mute">
          {" "}
          · began about <Instant at={since} named />
          {endedAt === null ? null : (
            <>
              , over at <Instant at={endedAt} named />
            </>
          )}
          {reasons.tasks === 0 ? "" : ` · ${showQuantity(reasons.tasks, "task")} affected when it opened`}
        </span>
      </p>
      {incident.said.map((line) => (
        <p key={line} className="mt-1 max-w-[760px]">
          {line}
        </p>
      ))}
      <Suspense fallback={<ChartSkeleton height={250} />}>
        <SeriesPanel incident={incident} />
      </Suspense>
      <div className="grid gap-x-11 lg:grid-cols-2">
        <ReasonTable reasons={reasons} />
        <PartsPanel incident={incident} />
      </div>
      <HistoryPanel incident={incident} />
    </>
  );
}
