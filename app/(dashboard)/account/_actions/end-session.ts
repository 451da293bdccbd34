"use server";

import { OutturnError } from "#lib/domain/errors.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { getRuntime } from "#lib/server/runtime.ts";

export async function endSession(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "read",
    read: ({ id = "" }) => ({ ok: true, value: id }),
    save: async ({ reader }, id) => {
      const { auth } = await getRuntime();
      if (id === "others") {
        const ended = await auth.sessions.endOthers(reader.userId, reader.sessionId);
        return { saved: `Signed out of ${ended} other browsers.`, audit: "Signed their other browsers out." };
      }
      if (!(await auth.sessions.end(reader.userId, id)))
        throw new OutturnError("not_found", "This browser is signed out already: load the page again.");
      return { saved: "Signed out there.", audit: "Signed another browser of theirs out." };
    },
  });
}
