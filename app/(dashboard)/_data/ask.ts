import { cache } from "react";
import type { MetricsAnswer, MetricsRow } from "#lib/analysis/metrics-row.ts";
import { metrics } from "#lib/analysis/metrics.ts";
import type { TimeRange } from "#lib/domain/time.ts";
import type { View } from "../_view/read-view.ts";
import { openProject } from "./open-project.ts";

interface Question {
  readonly groupBy: readonly string[];
  /** The view's range unless another is given. */
  readonly range?: TimeRange;
  /** The view's filters unless others are given. */
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  readonly percentiles?: boolean;
  /** Whose days and weeks; UTC unless another zone is given. */
  readonly timeZone?: string;
}

interface KeyedQuestion extends Required<Omit<Question, "range">> {
  readonly from: number;
  readonly to: number;
}

/** Panels of one page that ask the same question share the answer; the key is the question itself. */
const answer = cache(async (key: string): Promise<MetricsAnswer> => {
  // The key is only ever written by `ask`, below.
  const { from, to, ...question } = JSON.parse(key) as KeyedQuestion;
  const { db, project } = await openProject();
  return metrics(db, {
    ...question,
    projectId: project.id,
    from: new Date(from),
    to: new Date(to),
  });
});

export function ask(view: View, question: Question): Promise<MetricsAnswer> {
  const range = question.range ?? view.range;
  const keyed: KeyedQuestion = {
    groupBy: question.groupBy,
    filters: question.filters ?? taskFilters(view),
    percentiles: question.percentiles ?? false,
    timeZone: question.timeZone ?? "UTC",
    from: range.from.getTime(),
    to: range.to.getTime(),
  };
  return answer(JSON.stringify(keyed));
}

/** What stands in the URL when every environment is wanted. */
export const ALL_ENVIRONMENTS = "all";

/** The view's filters as the metrics take them: production unless the reader says otherwise. */
export function taskFilters(view: View): Readonly<Record<string, readonly string[]>> {
  const { task_type, entry_model, environment } = view.filters;
  const environments = environment.length === 0 ? ["production"] : environment;
  return {
    ...(task_type.length === 0 ? {} : { task_type }),
    ...(entry_model.length === 0 ? {} : { entry_model }),
    ...(environments.includes(ALL_ENVIRONMENTS) ? {} : { environment: environments }),
  };
}

/** The figures of the whole view in one row; null when nothing happened in it. */
export async function askTotal(view: View, range?: TimeRange): Promise<MetricsRow | null> {
  const { rows } = await ask(view, { groupBy: [], ...(range === undefined ? {} : { range }) });
  return rows[0] ?? null;
}
