"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readViewForm } from "#lib/server/read-view-form.ts";
import { saveView } from "#lib/store/saved-views.ts";

export async function saveTaskView(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: readViewForm,
    save: async ({ store, project, reader }, { name, query }) => {
      await saveView(store, { projectId: project.id, page: "tasks", name, query, createdBy: reader.email });
      return { saved: `Saved as ${name}.` };
    },
  });
}
