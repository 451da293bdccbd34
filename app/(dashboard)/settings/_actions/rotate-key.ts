"use server";

import { OutturnError } from "#lib/domain/errors.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { rotateApiKey } from "#lib/store/list-api-keys.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function rotateKey(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ id = "" }) =>
      UUID.test(id) ? { ok: true, value: id } : { ok: false, errors: { form: "No such key: load the page again." } },
    save: async ({ store, project }, id) => {
      const created = await rotateApiKey(store, project.id, id);
      if (created === null) throw new OutturnError("not_found", "This key does not work any more: make a new one.");
      return {
        saved: "Made its successor. The old key works for a week more.",
        audit: `Replaced the key ${id} by ${created.id}.`,
        secret: created.plaintext,
      };
    },
  });
}
