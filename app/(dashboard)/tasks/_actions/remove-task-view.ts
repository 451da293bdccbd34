"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { removeSavedView } from "#lib/store/saved-views.ts";

/** Of a view that is gone already nothing is left to do. */
export async function removeTaskView(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: ({ id = "" }) => ({ ok: true, value: id }),
    save: async ({ store, project }, id) => {
      const name = await removeSavedView(store, project.id, id);
      return { saved: name === null ? "It was gone already." : `The saved view ${name} was removed.` };
    },
  });
}
