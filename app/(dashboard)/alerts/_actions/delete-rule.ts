"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readIncidentForm } from "#lib/server/read-incident-form.ts";
import { deleteRule } from "#lib/store/alerts/rules.ts";

export async function deleteRuleForGood(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readIncidentForm,
    save: async ({ store, project }, { id }) => {
      await deleteRule(store, project.id, id);
      return { saved: "Deleted.", audit: `Deleted the alert rule ${id}.` };
    },
  });
}
