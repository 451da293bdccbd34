"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readRepriceForm } from "#lib/server/read-price-form.ts";
import { sayReprice } from "#lib/server/say-change.ts";
import { createRepriceJob } from "#lib/store/jobs.ts";

export async function startReprice(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readRepriceForm,
    save: async ({ store, project, reader }, request) => {
      await createRepriceJob(store, { projectId: project.id, request, requestedBy: reader.email });
      return { saved: "Begun: how far it is stands below.", audit: sayReprice(request) };
    },
  });
}
