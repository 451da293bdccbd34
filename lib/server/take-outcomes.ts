import { createHash } from "node:crypto";

import { OutturnError } from "#lib/domain/errors.ts";
import { recordEvents } from "#lib/store/record-event.ts";
import { findAnswer, rememberAnswer } from "#lib/store/remember-answer.ts";

import { readText } from "./read-json.ts";
import { readOutcomes } from "./read-outcomes.ts";
import type { ApiCall } from "./route.ts";
import { saidOutcome } from "./task-statements.ts";

const LONGEST_KEY = 256;

/**
 * Many outcomes at once, all or none. The same Idempotency-Key again changes nothing and gets the same answer: each outcome is
 * then named after the key, so that even an answer that was lost before it was kept comes to the same end.
 */
export async function takeOutcomes({ request, runtime: { store }, grant: { projectId } }: ApiCall): Promise<unknown> {
  const key = readIdempotencyKey(request);
  const text = await readText(request);
  const requestHash = createHash("sha256").update(text).digest("hex");
  if (key !== null) {
    const before = await findAnswer(store, { projectId, key, requestHash });
    if (before !== null) return JSON.parse(before.response);
  }
  const outcomes = readOutcomes(text, request.headers.get("content-type") ?? "application/json");
  const now = new Date();
  const idOf = (i: number): string | undefined => (key === null ? undefined : nameOf(key, i));
  await recordEvents(
    store,
    projectId,
    outcomes.map(({ taskId, body }, i) => saidOutcome(taskId, body, now, idOf(i))),
  );
  const answer = { accepted: outcomes.length };
  if (key !== null) {
    await rememberAnswer(store, { projectId, key, requestHash }, { status: 200, response: JSON.stringify(answer) });
  }
  return answer;
}

function readIdempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || key === "") return null;
  if (key.length <= LONGEST_KEY) return key;
  throw new OutturnError(
    "bad_request",
    `Idempotency-Key has at most ${LONGEST_KEY} characters; this one has ${key.length}.`,
  );
}

function nameOf(key: string, index: number): string {
  return createHash("sha256").update(`${key}\n${index}`).digest("hex").slice(0, 32);
}
