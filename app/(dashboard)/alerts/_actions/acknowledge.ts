"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readIncidentForm } from "#lib/server/read-incident-form.ts";
import { requireSession } from "#lib/server/session.ts";
import { acknowledgeIncident } from "#lib/store/alerts/incidents.ts";

export async function acknowledge(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: readIncidentForm,
    save: async ({ store, project }, { id }) => {
      await acknowledgeIncident(store, project.id, id, (await requireSession()).email);
      return { saved: "Acknowledged.", audit: `Acknowledged the incident ${id}.` };
    },
  });
}
