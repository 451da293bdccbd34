import { TAG_PREFIX } from "#lib/analysis/groupings.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { metrics } from "#lib/analysis/metrics.ts";
import type { Queryable } from "#lib/analysis/queryable.ts";
import { RUN_TAG } from "#lib/domain/task.ts";
import { DAY_MS, HOUR_MS } from "#lib/domain/time.ts";

const RUN = `${TAG_PREFIX}${RUN_TAG}`;
/** Days that are looked back on for runs. */
const DAYS = 365;

function range(now: Date) {
  return { from: new Date(now.getTime() - DAYS * DAY_MS), to: new Date(now.getTime() + HOUR_MS) };
}

/** A run of cases: its name and what all of its tasks came to. */
export interface ListedRun {
  readonly run: string;
  readonly all: MetricsRow;
}

/** Runs of the last year, the latest name first: names carry their time. */
export async function listRuns(db: Queryable, projectId: string, now: Date): Promise<ListedRun[]> {
  const question = { projectId, ...range(now), groupBy: [RUN], filters: {}, timeZone: "UTC", percentiles: false };
  const { rows } = await metrics(db, question);
  return rows
    .map((row) => ({ run: String(row.group[RUN] ?? ""), all: row }))
    .filter(({ run }) => run !== "")
    .sort((a, b) => (a.run > b.run ? -1 : 1));
}

/** One run by the model its tasks began with; empty where there is none of this name. */
export async function readRun(
  db: Queryable,
  projectId: string,
  { run, now }: { run: string; now: Date },
): Promise<readonly MetricsRow[]> {
  const filters = { [RUN]: [run] };
  const question = { projectId, ...range(now), groupBy: ["entry_model"], filters, timeZone: "UTC", percentiles: true };
  return (await metrics(db, question)).rows;
}
