"use server";

import { OutturnError } from "#lib/domain/errors.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readNewProjectForm } from "#lib/server/read-member-form.ts";
import { createProject } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";

/** A project beside this one, for the same people. */
export async function makeProject(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readNewProjectForm,
    save: async ({ store, project }, { name, slug }) => {
      if ((await findProject(store, slug)) !== null) {
        throw new OutturnError("conflict", `The address ${slug} is taken: choose another.`);
      }
      await createProject(store, { name, slug, organisationId: project.organisationId });
      return { saved: `Made ${name}. Open it to make its keys.` };
    },
  });
}
