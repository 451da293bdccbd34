"use server";

import { redirect } from "next/navigation";
import { ruleFields } from "#lib/alerts/read-rule.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readRuleForm } from "#lib/server/read-alert-form.ts";
import { findChannel } from "#lib/store/alerts/channels.ts";
import { saveRule } from "#lib/store/alerts/rules.ts";

/** Makes the rule, or changes the one whose id is sent along. */
export async function saveRuleAs(_: FormState, form: FormData): Promise<FormState> {
  const state = await changeSettings(form, {
    read: (texts) => {
      const reading = readRuleForm(texts);
      if (!reading.ok) return { ok: false, errors: { form: Object.values(reading.errors).join(" ") } };
      return { ok: true, value: { draft: reading.value, id: texts["id"] ?? null, channel: texts["channel"] ?? "" } };
    },
    save: async ({ store, project }, { draft, id, channel }) => {
      const known = await findChannel(store, project.id, channel);
      const channels = known === null ? [] : [known.id];
      await saveRule(store, project.id, { ...ruleFields(draft), channels }, id);
      return { saved: "Saved.", audit: `${id === null ? "Made" : "Changed"} the alert rule ${draft.name}.` };
    },
  });
  if (state.saved !== null) redirect("/alerts/rules");
  return state;
}
