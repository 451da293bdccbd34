"use server";

import { OutturnError } from "#lib/domain/errors.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { getRuntime } from "#lib/server/runtime.ts";

export async function removePasskey(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "read",
    read: ({ id = "" }) => ({ ok: true, value: id }),
    save: async ({ reader }, id) => {
      const { auth } = await getRuntime();
      const name = await auth.passkeys.remove(reader.userId, id);
      if (name === null) throw new OutturnError("not_found", "No such passkey: load the page again.");
      return { saved: `Took ${name} away.`, audit: `Took a passkey of their own away: ${name}.` };
    },
  });
}
