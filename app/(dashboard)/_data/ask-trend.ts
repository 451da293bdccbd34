import type { TrendBucket } from "#components/charts/trend.tsx";
import { bucketStart, DAY_MS, HOUR_MS, WEEK_MS, type Tier } from "#lib/domain/time.ts";
import type { View } from "../_view/read-view.ts";
import { ask } from "./ask.ts";

const LENGTH: Readonly<Record<Tier, number>> = { hour: HOUR_MS, day: DAY_MS, week: WEEK_MS };

/** The view's figures bucket by bucket; a bucket in which nothing happened is there, without a row. */
export async function askTrend(
  view: View,
  filters?: Readonly<Record<string, readonly string[]>>,
): Promise<TrendBucket[]> {
  const { rows } = await ask(view, { groupBy: [view.tick], ...(filters === undefined ? {} : { filters }) });
  const byStart = new Map(rows.map((row) => [new Date(row.group[view.tick] ?? 0).getTime(), row]));
  const buckets: TrendBucket[] = [];
  const end = view.range.to.getTime();
  for (let at = bucketStart(view.range.from.getTime(), view.tick); at < end; at += LENGTH[view.tick])
    buckets.push({ at: new Date(at), row: byStart.get(at) ?? null });
  return buckets;
}
