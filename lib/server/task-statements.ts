import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import { OUTCOMES } from "#lib/domain/task.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import type { SaidOfTask } from "#lib/store/record-event.ts";

const LONGEST_TASK_ID = 256;
const LONGEST_REASON = 200;
const MOST_CHECKS = 100;
const FIRST_TIME = Date.parse("2020-01-01T00:00:00Z");
const AHEAD_MS = 86_400_000;

const TIME = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-11-22T09:30:00Z" })
  .refine(
    (text) => Date.parse(text) >= FIRST_TIME && Date.parse(text) <= Date.now() + AHEAD_MS,
    "must lie between 2020 and a day from now",
  );

/** What is said of a task's end. `inferred` is not among the sources: only the project's own job infers. */
export const OUTCOME_BODY = z.object({
  outcome: z.enum(OUTCOMES, { error: `must be ${OUTCOMES.join(", ")}` }),
  reason: z.string().max(LONGEST_REASON, `must have at most ${LONGEST_REASON} characters`).nullish(),
  source: z.enum(["reported", "reviewed"], { error: "must be reported or reviewed" }).nullish(),
  at: TIME.nullish(),
});
export type OutcomeBody = z.infer<typeof OUTCOME_BODY>;

export const CHECKS_BODY = z.object({
  checks: z
    .record(z.string().min(1).max(100), z.boolean({ error: "must be true or false" }))
    .refine((checks) => Object.keys(checks).length > 0, "must name at least one check")
    .refine((checks) => Object.keys(checks).length <= MOST_CHECKS, `must name at most ${MOST_CHECKS} checks`),
});

/** @throws OutturnError `bad_request` for an id that is empty or longer than 256 characters. */
export function readTaskId(id: string): string {
  if (id !== "" && id.length <= LONGEST_TASK_ID) return storable(id, LONGEST_TASK_ID);
  throw new OutturnError("bad_request", `A task id has 1 to ${LONGEST_TASK_ID} characters; this one has ${id.length}.`);
}

/** @param id makes it the same statement when it is sent again; without one, equal statements at one time are one. */
export function saidOutcome(taskId: string, body: OutcomeBody, now: Date, id?: string): SaidOfTask {
  const atUs = (body.at ? Date.parse(body.at) : now.getTime()) * 1000;
  const reason = body.reason ? storable(body.reason, LONGEST_REASON) : null;
  const outcome = { outcome: body.outcome, reason, source: body.source ?? "reported" } as const;
  return { taskId, atUs, outcome, ...(id === undefined ? {} : { id }) };
}

export function saidChecks(taskId: string, checks: Readonly<Record<string, boolean>>, now: Date): SaidOfTask {
  const named = Object.fromEntries(Object.entries(checks).map(([name, passed]) => [storable(name, 100), passed]));
  return { taskId, atUs: now.getTime() * 1000, checks: named };
}
