import type { Happening } from "#components/charts/trend.tsx";
import { listDecisions } from "#lib/store/decisions.ts";
import { listMarks } from "#lib/store/list-marks.ts";
import type { View } from "../_view/read-view.ts";
import { askIncidents } from "./ask-incidents.ts";
import { openProject } from "./open-project.ts";

/** Incidents, decisions and marks that began in the view's range, oldest first: what a change of a line may come from. */
export async function askHappenings(view: View): Promise<Happening[]> {
  const { range } = view;
  const { store, project } = await openProject();
  const [incidents, decisions, marks] = await Promise.all([
    askIncidents(view),
    listDecisions(store, project.id, range.to),
    listMarks(store, project.id, range),
  ]);
  return [
    ...incidents.map(({ since, title }) => ({ at: since, text: `incident: ${title}` })),
    ...decisions.map(({ at, title }) => ({ at, text: `decision: ${title}` })),
    ...marks.map(({ at, kind, label }) => ({ at, text: nameMark(kind, label) })),
  ]
    .filter(({ at }) => at >= range.from && at < range.to)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** `deploy: v42`, and `prompt v8` where the label says its kind itself. */
function nameMark(kind: string, label: string): string {
  return label.startsWith(`${kind} `) ? label : `${kind}: ${label}`;
}
