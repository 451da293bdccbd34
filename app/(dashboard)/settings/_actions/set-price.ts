"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readPriceForm } from "#lib/server/read-price-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { sayPrice } from "#lib/server/say-change.ts";
import { setPriceRule } from "#lib/store/price-rules.ts";

export async function setPrice(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: (texts, { reader }) => readPriceForm(texts, reader.email),
    save: async ({ store, project }, rule) => {
      const set = await setPriceRule(store, project.id, rule);
      (await getRuntime()).prices.forget(project.id);
      const saved = `Set, as version ${set.version}. New calls are priced so; past ones once they are priced again.`;
      return { saved, audit: sayPrice(set) };
    },
  });
}
