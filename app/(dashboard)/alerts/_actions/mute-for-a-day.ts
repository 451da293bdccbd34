"use server";

import { DAY_MS } from "#lib/domain/time.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readIncidentForm } from "#lib/server/read-incident-form.ts";
import { requireSession } from "#lib/server/session.ts";
import { muteIncident } from "#lib/store/alerts/incidents.ts";

export async function muteForADay(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    may: "judge",
    read: readIncidentForm,
    save: async ({ store, project }, { id }) => {
      const { email: who } = await requireSession();
      await muteIncident(store, project.id, id, { until: new Date(Date.now() + DAY_MS), who });
      return { saved: "Nothing more is sent of it for a day.", audit: `Muted the incident ${id} for a day.` };
    },
  });
}
