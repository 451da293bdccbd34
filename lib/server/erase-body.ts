import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import type { EraseRequest } from "#lib/domain/job.ts";

const MOST_TASKS = 1_000;
const LONGEST_ID = 256;
const id = z.string().min(1).max(LONGEST_ID);
const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-01T00:00:00Z" });

/** What `POST /api/v1/erasures` takes: exactly one of the three. */
export const ERASE_BODY = z.strictObject({
  task_ids: z.array(id).min(1).max(MOST_TASKS).optional(),
  user_id: id.optional(),
  started: z.strictObject({ from: time, to: time }).optional(),
});

/** @throws OutturnError `bad_request` unless exactly one thing is said, and for a range that holds nothing. */
export function readEraseRequest({ task_ids, user_id, started }: z.infer<typeof ERASE_BODY>): EraseRequest {
  if ([task_ids, user_id, started].filter((said) => said !== undefined).length !== 1)
    throw new OutturnError("bad_request", "Say exactly one of `task_ids`, `user_id` and `started`.");
  if (started !== undefined && Date.parse(started.to) <= Date.parse(started.from))
    throw new OutturnError("bad_request", "`to` must be later than `from`.");
  const range = started && {
    from: new Date(started.from).toISOString(),
    to: new Date(started.to).toISOString(),
  };
  return { taskIds: task_ids ?? null, userId: user_id ?? null, started: range ?? null };
}

/** The same in words that name nobody, for the record of who did what. */
export function sayErasure({ taskIds, started }: EraseRequest): string {
  if (taskIds !== null)
    return `Asked for the deletion of ${taskIds.length === 1 ? "a task" : `${taskIds.length} tasks`}.`;
  if (started !== null) return `Asked for the deletion of the tasks from ${started.from} to ${started.to}.`;
  return "Asked for the deletion of everything about a user.";
}
