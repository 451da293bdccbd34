"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { revokeApiKey } from "#lib/store/list-api-keys.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A key that was revoked meanwhile, by somebody else, is as revoked as it was to be. */
export async function revokeKey(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ id = "" }) =>
      UUID.test(id) ? { ok: true, value: id } : { ok: false, errors: { form: "No such key: load the page again." } },
    save: async ({ store, project }, id) => {
      await revokeApiKey(store, project.id, id);
      return { saved: "Revoked.", audit: `Revoked the key ${id}.` };
    },
  });
}
