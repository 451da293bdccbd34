import { doesConcern } from "#lib/alerts/does-concern.ts";
import { listIncidents, type ListedIncident } from "#lib/store/alerts/incidents.ts";
import type { View } from "../_view/read-view.ts";
import { openProject } from "./open-project.ts";

/** Incidents that were open at any time of a view's range and concern what it shows: those that are open first, then the latest. */
export async function askIncidents({ range, filters }: View): Promise<ListedIncident[]> {
  const { store, project } = await openProject();
  const asked = { models: filters.entry_model, taskTypes: filters.task_type };
  const incidents = await listIncidents(store, { projectId: project.id, range });
  return incidents.filter(({ parts }) => parts.some(({ scope }) => doesConcern(scope, asked)));
}
