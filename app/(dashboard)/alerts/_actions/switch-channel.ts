"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readSwitchForm } from "#lib/server/read-incident-form.ts";
import { setChannelEnabled } from "#lib/store/alerts/channels.ts";

export async function switchChannel(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readSwitchForm,
    save: async ({ store, project }, { id, enabled }) => {
      await setChannelEnabled(store, project.id, id, enabled);
      return { saved: "", audit: `Switched the channel ${id} ${enabled ? "on" : "off"}.` };
    },
  });
}
