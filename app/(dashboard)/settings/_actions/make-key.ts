"use server";

import { DAY_MS } from "#lib/domain/time.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readKeyForm } from "#lib/server/read-settings-form.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";

export async function makeKey(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readKeyForm,
    save: async ({ store, project }, { name, scope, days, ratePerMinute }) => {
      const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
      const { plaintext } = await createApiKey(store, { projectId: project.id, name, scope, expiresAt, ratePerMinute });
      return { saved: `Made ${name}, a key to ${scope}.`, secret: plaintext };
    },
  });
}
