import { HourOfWeek } from "#components/charts/hour-of-week.tsx";
import { ask } from "../../../_data/ask.ts";
import type { View } from "../../../_view/read-view.ts";

export async function ModelHoursPanel({ view, model }: { readonly view: View; readonly model: string }) {
  const { task_type } = view.filters;
  const { rows } = await ask(view, {
    groupBy: ["model", "hour_of_week"],
    filters: { model: [model], ...(task_type.length === 0 ? {} : { task_type }) },
    percentiles: true,
  });
  return rows.some(({ ttft_ms }) => ttft_ms?.p95 != null) ? <HourOfWeek rows={rows} /> : null;
}
