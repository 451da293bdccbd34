import type { PoolClient } from "pg";

import type { TaskEvent } from "#lib/domain/task.ts";

import { storableJson } from "./storable-json.ts";

/** What waits in one project; beyond it the oldest gives way. */
const MOST_WAITING = 10_000;

const KEEP = `insert into awaiting_call (project_id, id, response_id, said_at, event)
  select $1::uuid, * from unnest($2::text[], $3::text[], $4::timestamptz[], $5::jsonb[]) on conflict do nothing`;
const GIVE_WAY = `delete from awaiting_call where project_id = $1 and id in (
  select id from awaiting_call where project_id = $1 order by said_at desc, id offset ${MOST_WAITING})`;

/** Whether an event can be placed as it is, with no call to be found first. */
export function namesItsTask({ responseId, traceId, ownTaskId }: TaskEvent): boolean {
  return responseId === undefined || traceId !== null || ownTaskId !== null;
}

/** Keeps what names an answer only, in the transaction of its batch. */
export async function keepAwaiting(client: PoolClient, projectId: string, events: readonly TaskEvent[]): Promise<void> {
  const waiting = events.filter((event) => !namesItsTask(event)).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (waiting.length === 0) return;
  await client.query(KEEP, [
    projectId,
    waiting.map(({ id }) => id),
    waiting.map(({ responseId }) => responseId),
    waiting.map(({ startUs }) => new Date(startUs / 1000)),
    waiting.map((event) => storableJson({ ...event, responseId: undefined })),
  ]);
  await client.query(GIVE_WAY, [projectId]);
}
