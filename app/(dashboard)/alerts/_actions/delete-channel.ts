"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readIncidentForm } from "#lib/server/read-incident-form.ts";
import { deleteChannel } from "#lib/store/alerts/channels.ts";

export async function deleteChannelForGood(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readIncidentForm,
    save: async ({ store, project }, { id }) => {
      await deleteChannel(store, project.id, id);
      return { saved: "Deleted.", audit: `Deleted the channel ${id}.` };
    },
  });
}
