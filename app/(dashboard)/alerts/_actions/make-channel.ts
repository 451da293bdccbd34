"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { makeSealedChannel } from "#lib/server/make-channel.ts";
import { readChannelForm, withMadeSecret } from "#lib/server/read-alert-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";

export async function makeChannel(_: FormState, form: FormData): Promise<FormState> {
  const made = withMadeSecret(form);
  return changeSettings(form, {
    read: readChannelForm,
    save: async ({ store, project }, { name, settings }) => {
      await makeSealedChannel(store, { projectId: project.id, name, settings, secret: (await getRuntime()).secret });
      return { saved: `Added ${name}. Send it a test.`, ...(made !== null && { secret: made }) };
    },
  });
}
