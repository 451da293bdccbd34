import type { PoolClient } from "pg";

import type { TaskFigures } from "#lib/fold/fold-task.ts";

import type { Column, Value } from "./column.ts";
import { unnestRows, unnestSelect } from "./columns.ts";
import { copyRows } from "./copy-rows.ts";
import { storableJson } from "./storable-json.ts";

/** A task's row: its figures, what it added to the cells, and the range of its rows. */
export interface FoldedTask {
  readonly projectId: string;
  readonly figures: Omit<TaskFigures, "contribution">;
  readonly contribution: string;
  readonly rowsFromUs: number;
  readonly rowsToUs: number;
}

/** A task to be saved. */
export interface NewlyFolded extends FoldedTask {
  /** Whether it has no row yet. */
  readonly isNew: boolean;
}

const column = (
  name: string,
  type: Column<unknown>["type"],
  of: (figures: FoldedTask["figures"]) => Value,
): Column<FoldedTask> => ({
  name,
  type,
  of: ({ figures }) => of(figures),
});

const KEY: readonly Column<FoldedTask>[] = [
  { name: "project_id", type: "uuid", of: ({ projectId }) => projectId },
  column("task_id", "text", (figures) => figures.taskId),
];

/** Columns that the fold alone decides; `verify` compares them. */
export const FIGURE_COLUMNS: readonly Column<FoldedTask>[] = [
  column("task_type", "text", (figures) => figures.taskType),
  column("started_at", "timestamptz", (figures) => figures.startUs),
  column("ended_at", "timestamptz", (figures) => figures.endUs),
  column("outcome", "text", (figures) => figures.outcome),
  column("outcome_source", "text", (figures) => figures.outcomeSource),
  column("outcome_at", "timestamptz", (figures) => figures.outcomeAtUs),
  column("failure_reason", "text", (figures) => figures.failureReason),
  column("entry_model", "text", (figures) => figures.entryModel),
  column("closing_model", "text", (figures) => figures.closingModel),
  column("route", "text", (figures) => figures.route),
  column("provider", "text", (figures) => figures.provider),
  column("input_size", "text", (figures) => figures.inputSize),
  column("environment", "text", (figures) => figures.environment),
  column("user_id", "text", (figures) => figures.userId),
  column("version", "text", (figures) => figures.version),
  column("tags", "jsonb", (figures) => storableJson(figures.tags)),
  column("checks", "jsonb", (figures) => storableJson(figures.checks)),
  column("calls", "integer", (figures) => figures.calls),
  column("other_calls", "integer", (figures) => figures.otherCalls),
  column("retries", "integer", (figures) => figures.retries),
  column("reasks", "integer", (figures) => figures.reasks),
  column("cost_nano", "bigint", (figures) => figures.costNano),
  column("waste_nano", "bigint", (figures) => figures.wasteNano),
  column("unpriced_calls", "integer", (figures) => figures.unpricedCalls),
  column("failures", "jsonb", (figures) => storableJson(figures.failures)),
  column("tool_choices", "jsonb", (figures) => storableJson(figures.toolChoices)),
  column("clean", "boolean", (figures) => figures.clean),
  { name: "contribution", type: "json", of: ({ contribution }) => contribution },
];

const RANGE_COLUMNS: readonly Column<FoldedTask>[] = [
  { name: "rows_from", type: "timestamptz", of: ({ rowsFromUs }) => rowsFromUs },
  { name: "rows_to", type: "timestamptz", of: ({ rowsToUs }) => rowsToUs },
];

const CHANGEABLE = [...FIGURE_COLUMNS, ...RANGE_COLUMNS];
const COLUMNS = [...KEY, ...CHANGEABLE];

// Citus takes no clock in `do update`: the time stands in the row that was not inserted.
const UPSERT = `
  insert into task (${COLUMNS.map(({ name }) => name).join(", ")}) ${unnestSelect(COLUMNS, 1)}
  on conflict (project_id, task_id) do update set
    ${CHANGEABLE.map(({ name }) => `${name} = excluded.${name}`).join(", ")}, folded_at = excluded.folded_at`;

/** Writes the rows of folded tasks. The caller holds the fold's lock: nobody else adds any. */
export async function saveTasks(client: PoolClient, tasks: readonly NewlyFolded[]): Promise<void> {
  await copyRows(
    client,
    "task",
    COLUMNS,
    tasks.filter(({ isNew }) => isNew),
  );
  const changed = tasks.filter(({ isNew }) => !isNew);
  if (changed.length === 0) return;
  await client.query({ name: "save-tasks", text: UPSERT, values: unnestRows(COLUMNS, changed).values });
}

/** Removes the rows of tasks that have no observations any more: all of them moved to another task. */
export async function removeTasks(client: PoolClient, projectId: string, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  await client.query("delete from task where project_id = $1 and task_id = any($2)", [projectId, taskIds]);
}

/** Notes on frozen tasks that rows came which their figures leave out. */
export async function noteLateRows(client: PoolClient, projectId: string, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  await client.query("update task set late_at = now() where project_id = $1 and task_id = any($2)", [
    projectId,
    taskIds,
  ]);
}
