import { own } from "#lib/domain/own.ts";
import { cache } from "react";
import type { View } from "../_view/read-view.ts";
import { listTaskTypes } from "#lib/store/save-task-type.ts";
import { openProject, readOptions } from "./open-project.ts";

/** What the project has said of its task types; once a request. */
export const readTaskTypes = cache(async () => {
  const { store, project } = await openProject();
  return listTaskTypes(store, project.id);
});

/** Success floors by task type; types without one are absent. */
export async function readFloors(): Promise<Readonly<Record<string, number>>> {
  const types = await readTaskTypes();
  return Object.fromEntries(
    types.flatMap(({ name, successFloor }) => (successFloor === null ? [] : [[name, successFloor]])),
  );
}

/** The floor of the one task type a view holds; null where it holds several, which have no floor in common. */
export async function readFloorOf(view: View): Promise<number | null> {
  const [{ taskTypes }, floors] = await Promise.all([readOptions(), readFloors()]);
  const asked = view.filters.task_type.length === 0 ? taskTypes : view.filters.task_type;
  const [only, another] = asked;
  return only === undefined || another !== undefined ? null : (own(floors, only) ?? null);
}
