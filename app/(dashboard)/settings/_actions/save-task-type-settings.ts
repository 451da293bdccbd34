"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readTaskTypeForm } from "#lib/server/read-settings-form.ts";
import { saveTaskType } from "#lib/store/save-task-type.ts";

export async function saveTaskTypeSettings(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readTaskTypeForm,
    save: async ({ store, project }, settings) => {
      await saveTaskType(store, { projectId: project.id, ...settings });
      return { saved: "Saved.", audit: `Set the failure cost and success floor of ${settings.name}.` };
    },
  });
}
