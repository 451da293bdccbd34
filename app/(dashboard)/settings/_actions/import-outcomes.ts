"use server";

import { showQuantity } from "#components/format/number.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readOutcomes } from "#lib/server/read-outcomes.ts";
import { saidOutcome } from "#lib/server/task-statements.ts";
import { recordEvents } from "#lib/store/record-event.ts";

/** The file is read where it is saved: what is wrong with a row is told as it is over the API. */
export async function importOutcomes(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ file = "" }) =>
      file === "" ? { ok: false, errors: { file: "Choose a CSV file." } } : { ok: true, value: file },
    save: async ({ store, project }, file) => {
      const outcomes = readOutcomes(file, "text/csv");
      const now = new Date();
      await recordEvents(
        store,
        project.id,
        outcomes.map(({ taskId, body }) => saidOutcome(taskId, body, now)),
      );
      return { saved: `Took ${showQuantity(outcomes.length, "outcome")}.` };
    },
  });
}
