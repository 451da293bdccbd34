"use server";

import { showQuantity } from "#components/format/number.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readContentForm } from "#lib/server/content/read-content-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { forgetContents } from "#lib/store/content-keys.ts";
import { changeProject } from "#lib/store/change-project.ts";

export async function saveContent(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readContentForm,
    save: async ({ store, project }, { contentPatterns, forget, ...change }) => {
      await changeProject(store, project.id, { ...change, contentPatterns: [...contentPatterns] });
      (await getRuntime()).content.forget(project.id);
      const gone = forget
        ? ` ${showQuantity(await forgetContents(store, project.id), "call's messages", "calls' messages")} deleted.`
        : "";
      const { contentCapture, contentDays } = change;
      const names = contentPatterns.map(({ name }) => name).join(", ");
      return {
        saved: contentCapture
          ? "Saved: messages of calls are kept from now on."
          : `Saved: no messages are kept.${gone}`,
        audit: `Switched content capture ${contentCapture ? "on" : "off"}, messages kept for ${contentDays} days, own patterns: ${names === "" ? "none" : names}.${gone}`,
      };
    },
  });
}
