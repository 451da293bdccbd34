import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import type { View } from "../_view/read-view.ts";
import { ask } from "./ask.ts";

/** A model's own calls in the view's range and task types; null when it made none. Calls are not kept by environment. */
export async function askOwnCalls(view: View, model: string): Promise<MetricsRow | null> {
  const { task_type } = view.filters;
  const { rows } = await ask(view, {
    groupBy: ["model"],
    filters: { model: [model], ...(task_type.length === 0 ? {} : { task_type }) },
    percentiles: true,
  });
  return rows[0] ?? null;
}
