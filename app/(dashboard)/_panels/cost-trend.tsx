import { Trend } from "#components/charts/trend.tsx";
import { askTrend } from "../_data/ask-trend.ts";
import type { View } from "../_view/read-view.ts";

export async function CostTrendPanel({ view }: { readonly view: View }) {
  return <Trend buckets={await askTrend(view)} tick={view.tick} />;
}
