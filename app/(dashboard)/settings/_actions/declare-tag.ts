"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readTagForm } from "#lib/server/read-settings-form.ts";
import { declareTags } from "#lib/store/declare-tags.ts";

export async function declareTag(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: (texts, { project }) => readTagForm(texts, project.declaredTags),
    save: async ({ store, project }, { tag }) => {
      await declareTags(store, project.id, [...project.declaredTags, tag]);
      return { saved: `Declared. All tasks are being counted again by ${tag}, past ones too.` };
    },
  });
}
