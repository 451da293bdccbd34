"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readScheduleForm } from "#lib/server/read-schedule-form.ts";
import { saySchedule } from "#lib/server/say-change.ts";
import { saveSchedule } from "#lib/server/save-schedule.ts";

export async function saveReviewSchedule(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readScheduleForm,
    save: async ({ store, project }, { schedule }) => {
      const nextAt = await saveSchedule(store, project.id, { schedule, now: new Date() });
      const audit = saySchedule(nextAt);
      if (nextAt === null) return { saved: "The weekly review is not sent.", audit };
      const when = nextAt.toISOString().slice(0, 16).replace("T", " at ");
      return { saved: `Saved: the next one is sent on ${when} UTC.`, audit };
    },
  });
}
