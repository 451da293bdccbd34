"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { sayStopped } from "#lib/server/say-change.ts";
import { cancelJob } from "#lib/store/jobs.ts";

export async function stopJob(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ id = "" }) => ({ ok: true, value: id }),
    save: async ({ store, project }, id) => {
      const stopped = await cancelJob(store, project.id, id);
      return stopped ? { saved: "Stopping.", audit: sayStopped(id) } : { saved: "It has ended already." };
    },
  });
}
