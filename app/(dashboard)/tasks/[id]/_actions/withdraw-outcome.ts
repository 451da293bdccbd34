"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readWithdrawForm } from "#lib/server/read-outcome-form.ts";
import { withdrawEvent } from "#lib/store/withdraw-event.ts";

export async function withdrawOutcome(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: readWithdrawForm,
    save: async ({ store, project }, { taskId, eventId }) => {
      const taken = await withdrawEvent(store, project.id, { taskId, eventId });
      const audit = `Task ${taskId}: a reviewed outcome was taken back.`;
      return taken ? { saved: "Taken back.", audit } : { saved: "It had been taken back already." };
    },
  });
}
