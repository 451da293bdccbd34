import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { View } from "../_view/read-view.ts";
import { needsTaskGroupings } from "./ask-models.ts";
import { ask } from "./ask.ts";

export interface FailureRows {
  readonly rows: readonly MetricsRow[];
  /** Whose failures: a call's own model, or the model its task began with. */
  readonly field: "model" | "entry_model";
}

/** Failures by the model that made the call, or, where the view cannot be asked of calls, by the one its task began with. */
export async function askFailures(view: View): Promise<FailureRows> {
  if (await needsTaskGroupings(view)) {
    const { rows } = await ask(view, { groupBy: ["entry_model"] });
    return { rows, field: "entry_model" };
  }
  const { task_type } = view.filters;
  const filters = task_type.length === 0 ? {} : { task_type };
  const { rows } = await ask(view, { groupBy: ["model"], filters });
  return { rows, field: "model" };
}
