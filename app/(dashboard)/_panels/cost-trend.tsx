import { Trend } from "#components/charts/trend.tsx";
import { askHappenings } from "../_data/ask-happenings.ts";
import { askTrend } from "../_data/ask-trend.ts";
import type { View } from "../_view/read-view.ts";

export async function CostTrendPanel({ view }: { readonly view: View }) {
  const [buckets, happenings] = await Promise.all([askTrend(view), askHappenings(view)]);
  return <Trend buckets={buckets} tick={view.tick} happenings={happenings} />;
}
