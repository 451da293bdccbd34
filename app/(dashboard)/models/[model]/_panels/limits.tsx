import { RateLimitTable } from "#components/tables/rate-limit-table.tsx";
import { busiestMinutes } from "#lib/analysis/busiest-minutes.ts";
import { latestRateLimits } from "#lib/analysis/latest-rate-limits.ts";
import { openProject } from "../../../_data/open-project.ts";
import type { View } from "../../../_view/read-view.ts";

/** Nothing where no answer's headers stated a limit. */
export async function ModelLimitsPanel({ view, model }: { readonly view: View; readonly model: string }) {
  const { db, project } = await openProject();
  const asked = { projectId: project.id, ...view.range, model };
  const sample = await latestRateLimits(db, asked);
  if (sample.limits.length === 0) return null;
  return <RateLimitTable sample={sample} busiest={await busiestMinutes(db, asked)} />;
}
