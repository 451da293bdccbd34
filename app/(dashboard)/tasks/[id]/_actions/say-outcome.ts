"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { nameStatement, readOutcomeForm } from "#lib/server/read-outcome-form.ts";
import { saidOutcome } from "#lib/server/task-statements.ts";
import { recordEvents } from "#lib/store/record-event.ts";

export async function sayOutcome(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: readOutcomeForm,
    save: async ({ store, project }, { taskId, body }) => {
      await recordEvents(store, project.id, [saidOutcome(taskId, body, new Date(), nameStatement())]);
      return { saved: `Said: ${body.outcome}.`, audit: `Task ${taskId}: ${body.outcome}, as reviewed.` };
    },
  });
}
