"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readKeyForm } from "#lib/server/read-settings-form.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";

export async function makeKey(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readKeyForm,
    save: async ({ store, project }, { name, scope }) => {
      const { plaintext } = await createApiKey(store, { projectId: project.id, name, scope });
      return { saved: `Made ${name}, a key to ${scope}.`, secret: plaintext };
    },
  });
}
