"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readSwitchForm } from "#lib/server/read-incident-form.ts";
import { setRuleEnabled } from "#lib/store/alerts/rules.ts";

export async function switchRule(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readSwitchForm,
    save: async ({ store, project }, { id, enabled }) => {
      await setRuleEnabled(store, project.id, id, enabled);
      return { saved: "", audit: `Switched the alert rule ${id} ${enabled ? "on" : "off"}.` };
    },
  });
}
