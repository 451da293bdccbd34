"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { declareTags } from "#lib/store/declare-tags.ts";

/** Of a tag that is not declared nothing is left to do. */
export async function undeclareTag(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ tag = "" }) => ({ ok: true, value: tag }),
    save: async ({ store, project }, tag) => {
      const kept = project.declaredTags.filter((other) => other !== tag);
      await declareTags(store, project.id, kept);
      return { saved: `Figures by ${tag} are no longer kept.` };
    },
  });
}
