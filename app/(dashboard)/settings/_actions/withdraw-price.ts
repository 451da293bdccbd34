"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { sayWithdrawn } from "#lib/server/say-change.ts";
import { withdrawPriceRule } from "#lib/store/price-rules.ts";

export async function withdrawPrice(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ id = "" }) => ({ ok: true, value: id }),
    save: async ({ store, project }, id) => {
      if (!(await withdrawPriceRule(store, project.id, id))) return { saved: "It was withdrawn already." };
      (await getRuntime()).prices.forget(project.id);
      return { saved: "Withdrawn.", audit: sayWithdrawn(id) };
    },
  });
}
