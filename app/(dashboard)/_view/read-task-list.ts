import type { TaskFilter } from "#lib/store/list-tasks.ts";
import { isFailureClass, type FailureClass } from "#lib/domain/failure.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import { taskFilters } from "../_data/ask.ts";
import { listOf, oneOf, type SearchParams, type View } from "./read-view.ts";

/** What a list of tasks can be narrowed to beside the view. */
export const TASK_OUTCOMES = [...OUTCOMES, "undecided"] as const;
type TaskOutcome = (typeof TASK_OUTCOMES)[number];

export interface TaskListQuery {
  readonly outcomes: readonly TaskOutcome[];
  readonly failures: readonly FailureClass[];
  readonly cursor: string | null;
}

export function readTaskList(params: SearchParams): TaskListQuery {
  const outcomes = listOf(params, "outcome");
  return {
    outcomes: TASK_OUTCOMES.filter((outcome) => outcomes.includes(outcome)),
    failures: listOf(params, "failure").filter(isFailureClass),
    cursor: oneOf(params, "cursor"),
  };
}

/** The view and the list's own filters, as the store takes them. */
export function taskFilter(view: View, { outcomes, failures }: TaskListQuery): TaskFilter {
  const { task_type, entry_model, environment } = taskFilters(view);
  return {
    ...view.range,
    ...(task_type === undefined ? {} : { taskTypes: task_type }),
    ...(entry_model === undefined ? {} : { entryModels: entry_model }),
    ...(environment === undefined ? {} : { environments: environment }),
    ...(outcomes.length === 0 ? {} : { outcomes }),
    ...(failures.length === 0 ? {} : { failures }),
  };
}
