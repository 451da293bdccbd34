import type { MetricsRow } from "./metrics-row.ts";
import type { Queryable } from "./queryable.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import { metrics } from "./metrics.ts";

/** What a project measured of one model. */
export interface MeasuredModel {
  readonly model: string;
  /** Its own calls, whatever the task began with: validity, latency, cost by call. Success is unknown here. */
  readonly own_calls: MetricsRow | null;
  /** All tasks that began with it, other models' calls included: success and cost per success are theirs. */
  readonly entered_tasks: MetricsRow | null;
}

export interface ModelsQuery extends TimeRange {
  readonly projectId: string;
  readonly taskTypes?: readonly string[];
  /** Of tasks only: calls are not kept by environment. */
  readonly environments?: readonly string[];
}

/** Every model that was called, or began a task, in the range; in order of name, percentiles included. */
export async function models(db: Queryable, query: ModelsQuery): Promise<MeasuredModel[]> {
  const { projectId, from, to, taskTypes, environments } = query;
  const shared = { projectId, from, to, timeZone: "UTC", percentiles: true };
  const ofType = taskTypes === undefined ? {} : { task_type: taskTypes };
  const inEnvironment = environments === undefined ? {} : { environment: environments };
  const [own, entered] = await Promise.all([
    metrics(db, { ...shared, groupBy: ["model"], filters: ofType }),
    metrics(db, { ...shared, groupBy: ["entry_model"], filters: { ...ofType, ...inEnvironment } }),
  ]);
  const ownRows = new Map(own.rows.map((row) => [String(row.group["model"]), row]));
  const enteredRows = new Map(entered.rows.map((row) => [String(row.group["entry_model"]), row]));
  const names = [...new Set([...ownRows.keys(), ...enteredRows.keys()])].filter((name) => name !== "").sort();
  return names.map((model) => ({
    model,
    own_calls: ownRows.get(model) ?? null,
    entered_tasks: enteredRows.get(model) ?? null,
  }));
}
