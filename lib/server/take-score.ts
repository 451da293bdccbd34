import { createHash } from "node:crypto";

import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import type { TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import { readVerdict } from "#lib/ingest/read-evaluations.ts";
import { storable } from "#lib/ingest/storable-text.ts";

const LONGEST_NAME = 128;
const LONGEST_ID = 256;
const ID = z.string().min(1, "must not be empty").max(LONGEST_ID, `must have at most ${LONGEST_ID} characters`);

/** What Langfuse's clients send to `/api/public/scores`, as far as it is read: its other fields are passed over. */
export const SCORE_BODY = z.object({
  id: ID.nullish(),
  name: z
    .string({ error: "must name the score" })
    .min(1, "must not be empty")
    .max(LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`)
    .refine((name) => name !== "__proto__", "must not be __proto__"),
  value: z.union([z.number(), z.boolean(), z.string().max(LONGEST_NAME)], {
    error: "must be a number, a text or a boolean",
  }),
  dataType: z.string().nullish(),
  traceId: ID.nullish(),
  sessionId: ID.nullish(),
});
export type ScoreBody = z.infer<typeof SCORE_BODY>;

export interface ScoreContext {
  readonly nowMs: number;
  /** Whether the project takes a conversation for a task. */
  readonly conversationIsTask: boolean;
}

/**
 * A score as something said of the task of its trace or session: yes or no as a check, a number for the project's rules to read.
 * @throws OutturnError `bad_request` for one that names no task, or a word that is neither yes nor no.
 */
export function scoreEvent(body: ScoreBody, { nowMs, conversationIsTask }: ScoreContext): TaskEvent {
  const facts = factsOf(body);
  const traceId = traceOf(body.traceId ?? null);
  const ownTaskId = traceId === null ? sessionOf(body, conversationIsTask) : null;
  const atUs = nowMs * 1000;
  const contentHash = createHash("sha256")
    .update(JSON.stringify([body.id ?? atUs, traceId, ownTaskId, facts]))
    .digest("hex")
    .slice(0, 32);
  return {
    id: `score:${storable(body.id ?? contentHash, LONGEST_ID)}`,
    kind: "api",
    ownTaskId,
    traceId,
    spanId: null,
    parentSpanId: null,
    scope: "langfuse",
    name: "score",
    startUs: atUs,
    endUs: atUs,
    facts,
    attributeCount: 0,
    contentHash,
  };
}

function factsOf({ name, value, dataType }: ScoreBody): TaskFacts {
  const key = storable(name, LONGEST_NAME);
  if (typeof value === "number" && dataType?.toUpperCase() !== "BOOLEAN") return { scores: { [key]: value } };
  const passed = typeof value === "string" ? readVerdict(value) : Boolean(value);
  if (passed !== null) return { checks: { [key]: passed } };
  throw new OutturnError(
    "bad_request",
    `value "${String(value).slice(0, 40)}" is neither yes nor no: send a number, a boolean, or a word such as pass or fail.`,
  );
}

/** 32 hex digits, as OpenTelemetry's ids are and Langfuse's have been since version 3; a UUID without its dashes is one, too. */
function traceOf(said: string | null): string | null {
  if (said === null) return null;
  const id = said.replaceAll("-", "").toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id)) return id;
  throw new OutturnError(
    "bad_request",
    `traceId "${said.slice(0, 40)}" is not 32 hex digits: send the id of the scored span's trace.`,
  );
}

function sessionOf({ sessionId }: ScoreBody, conversationIsTask: boolean): string {
  if (sessionId !== null && sessionId !== undefined && conversationIsTask) return storable(sessionId, LONGEST_ID);
  throw new OutturnError(
    "bad_request",
    sessionId === null || sessionId === undefined
      ? "The score names no trace: send traceId."
      : "The score names a session only: send traceId, or let conversations be tasks in the task rules of the settings.",
  );
}
