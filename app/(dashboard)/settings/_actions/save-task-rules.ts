"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readRulesForm, sayPreview } from "#lib/server/read-rules-form.ts";
import { sayTaskRules } from "#lib/server/say-change.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { previewTaskRules, saveTaskRules } from "#lib/store/task-rules.ts";

export async function saveRules(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readRulesForm,
    save: async ({ store, project }, { rules, mode }) => {
      if (mode === "try") {
        const saved = sayPreview(await previewTaskRules(store, project.id, rules));
        return { saved, keep: true, audit: "Looked at what other task rules would change." };
      }
      await saveTaskRules(store, project.id, { rules, fromUs: mode === "all" ? null : Date.now() * 1000 });
      (await getRuntime()).rules.forget(project.id);
      const saved =
        mode === "all"
          ? "In force. Past tasks are being counted again: how far stands below."
          : "In force for tasks from now on.";
      return { saved, audit: sayTaskRules(mode === "all") };
    },
  });
}
