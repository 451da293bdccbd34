import type { Queryable } from "#lib/analysis/queryable.ts";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import { formatUsd } from "#lib/domain/money.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { widenToHours } from "#lib/domain/time.ts";
import { listIncidents } from "#lib/store/alerts/incidents.ts";
import { listRules } from "#lib/store/alerts/rules.ts";
import type { Store } from "#lib/store/open-store.ts";
import type { IsoWeek } from "../iso-week.ts";
import { readSums, totalOf } from "../read-sums.ts";
import type { ReviewIncident } from "./review.ts";

/** The week's incidents, oldest first, with what calls cost that failed while each went on. */
export async function tellIncidents(
  store: Store,
  db: Queryable,
  { projectId, week, now }: { projectId: string; week: IsoWeek; now: Date },
): Promise<ReviewIncident[]> {
  const incidents = await listIncidents(store, { projectId, range: week });
  const told = incidents.map(async ({ title, since, endedAt }) => {
    const [from, to] = [
      Math.max(since.getTime(), week.from.getTime()),
      Math.min((endedAt ?? now).getTime(), week.to.getTime()),
    ];
    const range = widenToHours({ from: new Date(from), to: new Date(Math.max(to, from)) });
    const cells = await readSums(db, { projectId, range, groupBy: ["model_provider"] });
    const failed = FAILURE_CLASSES.filter((failure) => failure !== "ok");
    const cost = failed.reduce((sum, failure) => sum + totalOf(cells, `fc_${failure}`), 0n);
    return {
      title,
      since: since.toISOString(),
      ended: endedAt === null ? null : endedAt.toISOString(),
      failed_calls_usd: formatUsd(cost),
    };
  });
  return (await Promise.all(told)).sort((a, b) => (`${a.since}${a.title}` < `${b.since}${b.title}` ? -1 : 1));
}

/** What a month may cost by the project's own rule for all of its spend; null where it has none. */
export async function readMonthlyBudget(store: Store, projectId: string): Promise<NanoUsd | null> {
  const rules = await listRules(store, projectId);
  const whole = rules.filter(
    ({ metric, provider, model, taskType, each, enabled }) =>
      metric === "budget" && enabled && provider === "" && model === "" && taskType === "" && each.length === 0,
  );
  return whole.map(({ budgetNano }) => budgetNano).find((budget) => budget !== null) ?? null;
}
