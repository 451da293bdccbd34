import { OutturnError } from "#lib/domain/errors.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import type { Outcome } from "#lib/domain/task.ts";

import type { Store } from "./open-store.ts";
import { SUMMARY_SELECT, summaryOf } from "./task-summary.ts";
import type { SummaryRow, TaskSummary } from "./task-summary.ts";

/** Which tasks; a list matches any of its values, and what is absent matches all. */
export interface TaskFilter {
  /** Half-open range of the task's start. */
  readonly from?: Date;
  readonly to?: Date;
  readonly taskTypes?: readonly string[];
  readonly entryModels?: readonly string[];
  readonly closingModels?: readonly string[];
  readonly routes?: readonly string[];
  readonly environments?: readonly string[];
  readonly outcomes?: readonly (Outcome | "undecided")[];
  readonly failureReasons?: readonly string[];
  /** Tasks with a call that ended in any of these classes. */
  readonly failures?: readonly FailureClass[];
  readonly tags?: Readonly<Record<string, string>>;
  /** A part of the task's id. */
  readonly idPart?: string;
  /** Tasks that cost at least so much, and that took at least so long from first span to last. */
  readonly leastCostNano?: bigint;
  readonly leastMs?: number;
  /** Tasks that did not pass the check of this name. */
  readonly failedCheck?: string;
}

export interface TaskPage {
  readonly tasks: readonly TaskSummary[];
  /** Pass it as `cursor` to get the next page; null on the last. */
  readonly cursor: string | null;
}

export interface ListTasks {
  readonly projectId: string;
  readonly filter?: TaskFilter;
  /** 50 when not given. */
  readonly limit?: number;
  readonly cursor?: string | null;
}

/** Tasks, latest start first. @throws OutturnError `bad_request` when the cursor is not one of ours. */
export async function listTasks(
  store: Store,
  { projectId, filter = {}, limit = 50, cursor }: ListTasks,
): Promise<TaskPage> {
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const terms = [`project_id = ${put(projectId)}::uuid`, ...termsOf(filter, put)];
  if (cursor) {
    const [startUs, taskId] = readCursor(cursor);
    const start = `('epoch'::timestamptz + ${put(startUs)}::double precision * interval '1 microsecond')`;
    terms.push(`started_at <= ${start} and (started_at < ${start} or task_id > ${put(taskId)})`);
  }
  const { rows } = await store.pool.query<SummaryRow>(
    `${SUMMARY_SELECT} where ${terms.join(" and ")} order by started_at desc, task_id limit ${put(limit + 1)}`,
    values,
  );
  const tasks = rows.slice(0, limit).map(summaryOf);
  const last = tasks.at(-1);
  return { tasks, cursor: rows.length > limit && last ? writeCursor(last) : null };
}

function termsOf(filter: TaskFilter, put: (value: unknown) => string): string[] {
  const terms: string[] = [];
  const among = (column: string, wanted: readonly string[] | undefined): void => {
    if (wanted) terms.push(`${column} = any(${put(wanted)}::text[])`);
  };
  if (filter.from) terms.push(`started_at >= ${put(filter.from.toISOString())}::timestamptz`);
  if (filter.to) terms.push(`started_at < ${put(filter.to.toISOString())}::timestamptz`);
  among("task_type", filter.taskTypes);
  among("entry_model", filter.entryModels);
  among("closing_model", filter.closingModels);
  among("route", filter.routes);
  among("environment", filter.environments);
  among("coalesce(outcome, 'undecided')", filter.outcomes);
  among("failure_reason", filter.failureReasons);
  if (filter.failures) terms.push(`failures ?| ${put(filter.failures)}::text[]`);
  if (filter.tags) terms.push(`tags @> ${put(JSON.stringify(filter.tags))}::jsonb`);
  return [...terms, ...searchTermsOf(filter, put)];
}

/** What people look for a task by, beside what it is grouped by. */
function searchTermsOf(filter: TaskFilter, put: (value: unknown) => string): string[] {
  const { idPart, leastCostNano, leastMs, failedCheck } = filter;
  return [
    ...(idPart === undefined ? [] : [`strpos(lower(task_id), lower(${put(idPart)}::text)) > 0`]),
    ...(leastCostNano === undefined ? [] : [`cost_nano >= ${put(String(leastCostNano))}::bigint`]),
    ...(leastMs === undefined ? [] : [`ended_at - started_at >= ${put(leastMs)}::double precision * interval '1 ms'`]),
    ...(failedCheck === undefined ? [] : [`checks @> ${put(JSON.stringify({ [failedCheck]: false }))}::jsonb`]),
  ];
}

function writeCursor({ startUs, taskId }: TaskSummary): string {
  return Buffer.from(JSON.stringify([startUs, taskId])).toString("base64url");
}

function readCursor(cursor: string): [number, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && typeof parsed[0] === "number" && typeof parsed[1] === "string")
      return [parsed[0], parsed[1]];
  } catch {
    // Not JSON: said below, as for any other text.
  }
  throw new OutturnError(
    "bad_request",
    `cursor "${cursor}" is not one that a list of tasks gave; leave it out to start anew.`,
  );
}
