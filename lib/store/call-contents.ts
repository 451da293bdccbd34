import type { PoolClient } from "pg";

import type { CallContent } from "#lib/domain/content.ts";

import type { Placed } from "./call-columns.ts";
import type { Column } from "./column.ts";
import { unnestRows, unnestSelect } from "./columns.ts";

type Of = (content: CallContent, taskId: string) => ReturnType<Column<Placed<CallContent>>["of"]>;
const column = (name: string, type: Column<unknown>["type"], of: Of): Column<Placed<CallContent>> => ({
  name,
  type,
  of: ({ row, taskId }) => of(row, taskId),
});

/** Columns of `call_content` beside project_id, in the order they are written. */
export const CONTENT_COLUMNS: readonly Column<Placed<CallContent>>[] = [
  column("task_id", "text", (_, taskId) => taskId),
  column("started_at", "timestamptz", (content) => content.startUs),
  column("trace_id", "text", (content) => content.traceId),
  column("span_id", "text", (content) => content.spanId),
  column("content_hash", "text", (content) => content.contentHash),
  column("own_task", "boolean", (content) => content.ownTaskId !== null),
  column("conversation", "text", (content) => content.conversation),
  column("key_id", "uuid", (content) => content.keyId),
  column("sealed", "bytea", (content) => content.sealed),
];

const INSERT = `insert into call_content (project_id, ${CONTENT_COLUMNS.map(({ name }) => name).join(", ")})
  select $1::uuid, new.* from (${unnestSelect(CONTENT_COLUMNS, 2)}) as new on conflict do nothing`;

/** Stores the messages of calls, in the transaction of their rows. Those that are there already stay as they are. */
export async function insertContents(
  client: PoolClient,
  projectId: string,
  contents: readonly Placed<CallContent>[],
): Promise<void> {
  if (contents.length === 0) return;
  const sorted = contents
    .map((placed) => ({ placed, key: `${placed.taskId}\n${placed.row.startUs}\n${placed.row.spanId}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ placed }) => placed);
  await client.query({
    name: "insert-contents",
    text: INSERT,
    values: [projectId, ...unnestRows(CONTENT_COLUMNS, sorted).values],
  });
}
