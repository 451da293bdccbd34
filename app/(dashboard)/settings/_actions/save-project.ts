"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readProjectForm } from "#lib/server/read-settings-form.ts";
import { changeProject } from "#lib/store/change-project.ts";

export async function saveProject(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: (texts) => readProjectForm(texts),
    save: async ({ store, project }, change) => {
      await changeProject(store, project.id, change);
      return {
        saved: "Saved.",
        audit: `Named the project ${change.name}, billed in ${change.billingZone}, raw rows kept for ${change.retentionDays ?? "all"} days.`,
      };
    },
  });
}
