import { IncidentLine } from "#components/alerts/incident-line.tsx";
import { askIncidents } from "../_data/ask-incidents.ts";
import type { View } from "../_view/read-view.ts";

/** The incidents that concern what a page shows, beside figures by class and model that have no time to mark. */
export async function IncidentsPanel({ view }: { readonly view: View }) {
  const incidents = await askIncidents(view);
  return <IncidentLine head="Incidents of this time" incidents={incidents} now={new Date()} moreHref="/alerts" />;
}
