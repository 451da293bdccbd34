"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readScheduleForm } from "#lib/server/read-schedule-form.ts";
import { saveSchedule } from "#lib/server/save-schedule.ts";

export async function saveReviewSchedule(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readScheduleForm,
    save: async ({ store, project }, { schedule }) => ({
      saved: await saveSchedule(store, project.id, { schedule, now: new Date() }),
    }),
  });
}
