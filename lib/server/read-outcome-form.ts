import { OUTCOMES } from "#lib/domain/task.ts";

import type { FormReading, FormTexts } from "./read-settings-form.ts";
import { OUTCOME_BODY } from "./task-statements.ts";
import type { OutcomeBody } from "./task-statements.ts";

const LONGEST_TASK_ID = 256;
/** Statements that pages make carry this, and only those may be taken back from a page. */
const BY_PAGE = "review:";

interface SaidOnPage {
  readonly taskId: string;
  readonly body: OutcomeBody;
}

/** What a person who looked at a task says of its end. */
export function readOutcomeForm(texts: FormTexts): FormReading<SaidOnPage> {
  const taskId = readTask(texts);
  if (taskId === null) return gone();
  const reason = (texts["reason"] ?? "").trim();
  const body = OUTCOME_BODY.safeParse({
    outcome: texts["outcome"],
    reason: reason === "" ? null : reason,
    source: "reviewed",
  });
  if (body.success) return { ok: true, value: { taskId, body: body.data } };
  const of = body.error.issues[0];
  if (of?.path[0] === "reason") return { ok: false, errors: { reason: `The reason ${of.message}.` } };
  return { ok: false, errors: { outcome: `Choose one of ${OUTCOMES.join(", ")}.` } };
}

/** Which of the statements made on a page is to be taken back. */
export function readWithdrawForm(texts: FormTexts): FormReading<{ taskId: string; eventId: string }> {
  const taskId = readTask(texts);
  const eventId = texts["event"] ?? "";
  return taskId === null || !wasSaidOnPage(eventId) ? gone() : { ok: true, value: { taskId, eventId } };
}

/** Id of a statement made on a page, before the store marks it as one of the API. */
export function nameStatement(): string {
  return `${BY_PAGE}${crypto.randomUUID()}`;
}

/** @param eventId as the store gives it. */
export function wasSaidOnPage(eventId: string): boolean {
  return eventId.startsWith(`api:${BY_PAGE}`);
}

function readTask(texts: FormTexts): string | null {
  const taskId = texts["task"] ?? "";
  return taskId === "" || taskId.length > LONGEST_TASK_ID ? null : taskId;
}

function gone(): { ok: false; errors: { form: string } } {
  return { ok: false, errors: { form: "This is not there any more: load the page again." } };
}
