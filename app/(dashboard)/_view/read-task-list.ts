import type { TaskFilter } from "#lib/store/list-tasks.ts";
import { isFailureClass, type FailureClass } from "#lib/domain/failure.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import { taskFilters } from "../_data/ask.ts";
import { listOf, oneOf, type SearchParams, type View } from "./read-view.ts";

/** What a list of tasks can be narrowed to beside the view. */
export const TASK_OUTCOMES = [...OUTCOMES, "undecided"] as const;
type TaskOutcome = (typeof TASK_OUTCOMES)[number];

export interface TaskListQuery {
  readonly outcomes: readonly TaskOutcome[];
  readonly failures: readonly FailureClass[];
  /** `tag.<name>=value` of the address, each exactly. */
  readonly tags: Readonly<Record<string, string>>;
  readonly cursor: string | null;
  /** As typed. */
  readonly search: TaskSearch;
}

/** What a task can be looked for by; the names are those of the URL, and what is not given is empty. */
export const TASK_SEARCH = ["id", "min_cost", "min_seconds", "failed_check"] as const;
type TaskSearch = Readonly<Record<(typeof TASK_SEARCH)[number], string>>;

const LONGEST = 256;

function readSearch(params: SearchParams): TaskSearch {
  const text = (name: string): string => (oneOf(params, name) ?? "").trim().slice(0, LONGEST);
  return {
    id: text("id"),
    min_cost: text("min_cost").replace(/^\$/, ""),
    min_seconds: text("min_seconds"),
    failed_check: text("failed_check"),
  };
}

/** Amounts that are none are left out: a list that ignores them shows that it does. */
function searchFilter({ id, min_cost, min_seconds, failed_check }: TaskSearch): TaskFilter {
  const seconds = Number(min_seconds);
  return {
    ...(id === "" ? {} : { idPart: id }),
    ...(/^\d{1,9}(\.\d{1,9})?$/.test(min_cost) ? { leastCostNano: parseUsd(min_cost) } : {}),
    ...(min_seconds !== "" && seconds >= 0 && seconds < 1e9 ? { leastMs: seconds * 1000 } : {}),
    ...(failed_check === "" ? {} : { failedCheck: failed_check }),
  };
}

const TAG = "tag.";

export function readTaskList(params: SearchParams): TaskListQuery {
  const outcomes = listOf(params, "outcome");
  return {
    outcomes: TASK_OUTCOMES.filter((outcome) => outcomes.includes(outcome)),
    failures: listOf(params, "failure").filter(isFailureClass),
    tags: readTags(params),
    cursor: oneOf(params, "cursor"),
    search: readSearch(params),
  };
}

function readTags(params: SearchParams): Record<string, string> {
  const names = Object.keys(params).filter((name) => name.startsWith(TAG) && name.length > TAG.length);
  return Object.fromEntries(names.map((name) => [name.slice(TAG.length), oneOf(params, name) ?? ""]));
}

/** The tags again, as parameters of an address. */
export function tagParams({ tags }: TaskListQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [TAG + name, value]));
}

/** The view and the list's own filters, as the store takes them. */
export function taskFilter(view: View, { outcomes, failures, tags, search }: TaskListQuery): TaskFilter {
  const { task_type, entry_model, environment } = taskFilters(view);
  return {
    ...view.range,
    ...(task_type === undefined ? {} : { taskTypes: task_type }),
    ...(entry_model === undefined ? {} : { entryModels: entry_model }),
    ...(environment === undefined ? {} : { environments: environment }),
    ...(outcomes.length === 0 ? {} : { outcomes }),
    ...(failures.length === 0 ? {} : { failures }),
    ...searchFilter(search),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}
