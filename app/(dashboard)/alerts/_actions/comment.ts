"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readCommentForm } from "#lib/server/read-incident-form.ts";
import { requireSession } from "#lib/server/session.ts";
import { commentOnIncident } from "#lib/store/alerts/incidents.ts";

export async function comment(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: readCommentForm,
    save: async ({ store, project }, { id, text }) => {
      await commentOnIncident(store, project.id, id, { who: (await requireSession()).email, text });
      return { saved: "Added.", audit: `Commented on the incident ${id}.` };
    },
  });
}
