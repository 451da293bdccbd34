import type { Metadata } from "next";
import { IncidentTable } from "#components/alerts/incident-table.tsx";
import { LinkSwitch } from "#components/controls/link-switch.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { listIncidents } from "#lib/store/alerts/incidents.ts";
import { openProject } from "../_data/open-project.ts";
import type { SearchParams } from "../_view/read-view.ts";
import { AlertPages } from "./_panels/alert-pages.tsx";

export const metadata: Metadata = { title: "Alerts" };

const STATES = ["all", "open", "ended"] as const;
const FAMILIES = ["all", "availability", "quality", "money"] as const;

export default async function AlertsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = STATES.find((name) => name === params["state"]) ?? "all";
  const family = FAMILIES.find((name) => name === params["family"]) ?? "all";
  const { store, project } = await openProject();
  const incidents = await listIncidents(store, {
    projectId: project.id,
    ...(state !== "all" && { open: state === "open" }),
    ...(family !== "all" && { family }),
  });
  const href = (to: { state?: string; family?: string }): string =>
    `/alerts?${new URLSearchParams({ state, family, ...to }).toString()}`;
  return (
    <>
      <PageHead title="What went wrong" simulated={project.simulated}>
        <AlertPages here="/alerts" />
      </PageHead>
      <div className="mb-3 flex flex-wrap gap-x-8 gap-y-2">
        <LinkSwitch
          label="State"
          options={STATES.map((name) => ({ name, href: href({ state: name }), here: name === state }))}
        />
        <LinkSwitch
          label="What it is about"
          options={FAMILIES.map((name) => ({ name, href: href({ family: name }), here: name === family }))}
        />
      </div>
      <IncidentTable incidents={incidents} filtered={state !== "all" || family !== "all"} />
    </>
  );
}
