import { readRange } from "#lib/analysis/parse-metrics-query.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { FAILURE_CLASSES, isFailureClass } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import type { Outcome } from "#lib/domain/task.ts";
import type { ListTasks, TaskFilter } from "#lib/store/list-tasks.ts";

const MOST_TASKS = 200;
const DEFAULT_TASKS = 50;
const DECIDED = [...OUTCOMES, "undecided"] as const;

const LISTS = {
  task_type: "taskTypes",
  entry_model: "entryModels",
  closing_model: "closingModels",
  route: "routes",
  environment: "environments",
  failure_reason: "failureReasons",
} as const;
const SEARCH = ["id", "min_cost", "min_seconds", "failed_check"] as const;
const KNOWN = new Set<string>([
  ...Object.keys(LISTS),
  ...SEARCH,
  "from",
  "to",
  "limit",
  "cursor",
  "outcome",
  "failure",
]);

/**
 * Reads the parameters of `GET /api/v1/tasks`: `from`, `to`, `limit` (at most 200), `cursor`, `tag.<name>`, and comma lists of
 * task_type, entry_model, closing_model, route, environment, outcome (or `undecided`), failure_reason and failure (a class); and
 * as on the page of tasks `id` (a part of it), `min_cost` (dollars), `min_seconds` and `failed_check`.
 * @throws OutturnError `bad_request` naming the parameter, its value and what to send instead.
 */
export function readTaskQuery(params: URLSearchParams, projectId: string, now: Date): ListTasks {
  const unknown = [...params.keys()].find((name) => !KNOWN.has(name) && !name.startsWith("tag."));
  if (unknown !== undefined) {
    throw new OutturnError(
      "bad_request",
      `"${unknown}" is not a parameter here; use ${[...KNOWN].join(", ")} or tag.<name>.`,
    );
  }
  return { projectId, filter: readFilter(params, now), limit: readLimit(params), cursor: params.get("cursor") };
}

function readFilter(params: URLSearchParams, now: Date): TaskFilter {
  const outcomes = readList(params, "outcome");
  const failures = readList(params, "failure");
  const tags = [...params].flatMap(([name, value]) =>
    name.startsWith("tag.") ? [[name.slice(4), value] as const] : [],
  );
  const lists = Object.entries(LISTS).flatMap(([name, field]) => {
    const values = readList(params, name);
    return values === null ? [] : [[field, values] as const];
  });
  return {
    ...(params.has("from") || params.has("to") ? readRange(params, now) : {}),
    ...Object.fromEntries(lists),
    ...(outcomes === null ? {} : { outcomes: outcomes.map(readOutcome) }),
    ...(failures === null ? {} : { failures: failures.map(readFailure) }),
    ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags) }),
    ...readSearch(params),
  };
}

function readSearch(params: URLSearchParams): TaskFilter {
  const [id, cost, seconds, check] = SEARCH.map((name) => params.get(name));
  return {
    ...(id ? { idPart: id } : {}),
    ...(cost ? { leastCostNano: readCost(cost) } : {}),
    ...(seconds ? { leastMs: readSeconds(seconds) * 1000 } : {}),
    ...(check ? { failedCheck: check } : {}),
  };
}

function readCost(text: string): bigint {
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return parseUsd(text);
  throw new OutturnError("bad_request", `min_cost "${text}" is no amount of dollars such as 0.25.`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 0 && seconds < 1e9) return seconds;
  throw new OutturnError("bad_request", `min_seconds "${text}" is no number of seconds such as 90.`);
}

function readList(params: URLSearchParams, name: string): string[] | null {
  return params.has(name) ? params.getAll(name).flatMap((list) => list.split(",").map((value) => value.trim())) : null;
}

function readOutcome(text: string): Outcome | "undecided" {
  const outcome = DECIDED.find((known) => known === text);
  if (outcome !== undefined) return outcome;
  throw new OutturnError("bad_request", `outcome "${text}" is none of ${DECIDED.join(", ")}.`);
}

function readFailure(text: string): FailureClass {
  if (isFailureClass(text)) return text;
  throw new OutturnError("bad_request", `failure "${text}" is none of ${FAILURE_CLASSES.join(", ")}.`);
}

function readLimit(params: URLSearchParams): number {
  const text = params.get("limit");
  if (text === null) return DEFAULT_TASKS;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_TASKS) return limit;
  throw new OutturnError("bad_request", `limit "${text}" is not a whole number from 1 to ${MOST_TASKS}.`);
}
