"use server";

import { HOUR_MS } from "#lib/domain/time.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readMuteForm } from "#lib/server/read-incident-form.ts";
import { muteRule } from "#lib/store/alerts/rules.ts";

/** Mutes a rule for the hours that are sent along, or lets it speak again where none are. */
export async function muteRuleFor(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readMuteForm,
    save: async ({ store, project }, { id, hours }) => {
      const until = hours === null ? null : new Date(Date.now() + hours * HOUR_MS);
      await muteRule(store, project.id, id, until);
      const what = until === null ? "is muted no more" : `is muted until ${until.toISOString()}`;
      return { saved: "", audit: `Alert rule ${id} ${what}.` };
    },
  });
}
