"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { sayErasure } from "#lib/server/erase-body.ts";
import { readEraseForm } from "#lib/server/read-erase-form.ts";
import { createEraseJob } from "#lib/store/jobs.ts";

export async function startErasure(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readEraseForm,
    save: async ({ store, project, reader }, request) => {
      await createEraseJob(store, { projectId: project.id, request, requestedBy: reader.email });
      return { saved: "Begun: the receipt stands below.", audit: sayErasure(request) };
    },
  });
}
