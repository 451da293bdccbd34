import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { View } from "../_view/read-view.ts";
import { ask } from "./ask.ts";
import { readOptions } from "./open-project.ts";

export interface FailureRows {
  readonly rows: readonly MetricsRow[];
  /** Whose failures: a call's own model, or the model its task began with. */
  readonly field: "model" | "entry_model";
}

/**
 * Failures by the model that made the call. Calls are not kept by environment or by their task's entry model: where the
 * view needs those, failures are those of the tasks that began with the model.
 */
export async function askFailures(view: View): Promise<FailureRows> {
  const { environments } = await readOptions();
  const { environment, entry_model, task_type } = view.filters;
  const narrowed = environment.length > 0 || environments.some((name) => name !== "production");
  if (narrowed || entry_model.length > 0) {
    const { rows } = await ask(view, { groupBy: ["entry_model"] });
    return { rows, field: "entry_model" };
  }
  const filters = task_type.length === 0 ? {} : { task_type };
  const { rows } = await ask(view, { groupBy: ["model"], filters });
  return { rows, field: "model" };
}
