import type { TaskEvent } from "#lib/domain/task.ts";

import type { Placed } from "./call-columns.ts";
import type { Column } from "./column.ts";
import { storableJson } from "./storable-json.ts";

type Of = (event: TaskEvent, taskId: string) => ReturnType<Column<Placed<TaskEvent>>["of"]>;
const column = (name: string, type: Column<unknown>["type"], of: Of): Column<Placed<TaskEvent>> => ({
  name,
  type,
  of: ({ row, taskId }) => of(row, taskId),
});

/** Columns of `task_event` beside project_id, in the order they are written. */
export const EVENT_COLUMNS: readonly Column<Placed<TaskEvent>>[] = [
  column("task_id", "text", (_, taskId) => taskId),
  column("started_at", "timestamptz", (event) => event.startUs),
  column("id", "text", (event) => event.id),
  column("content_hash", "text", (event) => event.contentHash),
  column("own_task", "boolean", (event) => event.ownTaskId !== null),
  column("kind", "text", (event) => event.kind),
  column("ended_at", "timestamptz", (event) => event.endUs),
  column("trace_id", "text", (event) => event.traceId),
  column("span_id", "text", (event) => event.spanId),
  column("parent_span_id", "text", (event) => event.parentSpanId),
  column("scope", "text", (event) => event.scope),
  column("name", "text", (event) => event.name),
  column("attribute_count", "integer", (event) => event.attributeCount),
  column("facts", "json", (event) => storableJson(event.facts)),
];
