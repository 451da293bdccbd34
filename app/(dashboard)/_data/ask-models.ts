import { models, type MeasuredModel } from "#lib/analysis/models.ts";
import type { View } from "../_view/read-view.ts";
import { ask } from "./ask.ts";
import { openProject, readOptions } from "./open-project.ts";

/** Whether the view asks for something that calls are not kept by: their environment or their task's entry model. */
export async function needsTaskGroupings(view: View): Promise<boolean> {
  const { environments } = await readOptions();
  const { environment, entry_model } = view.filters;
  return environment.length > 0 || entry_model.length > 0 || environments.some((name) => name !== "production");
}

export interface MeasuredModels {
  readonly models: readonly MeasuredModel[];
  /** Whether figures of calls are of the model's own; otherwise of all calls of the tasks that began with it. */
  readonly ownCalls: boolean;
}

/** What the project measured of each model in the view. */
export async function askModels(view: View): Promise<MeasuredModels> {
  if (await needsTaskGroupings(view)) {
    const { rows } = await ask(view, { groupBy: ["entry_model"], percentiles: true });
    const entered = rows.map((row) => ({
      model: String(row.group["entry_model"] ?? ""),
      own_calls: row,
      entered_tasks: row,
    }));
    return { models: entered, ownCalls: false };
  }
  const { db, project } = await openProject();
  const { task_type } = view.filters;
  const taskTypes = task_type.length === 0 ? {} : { taskTypes: task_type };
  return { models: await models(db, { projectId: project.id, ...view.range, ...taskTypes }), ownCalls: true };
}
