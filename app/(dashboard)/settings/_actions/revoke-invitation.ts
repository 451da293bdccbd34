"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { revokeInvitation as revoke } from "#lib/store/invite.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An invitation that was accepted meanwhile stays accepted: the member can be taken out instead. */
export async function revokeInvitation(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ id = "" }) =>
      UUID.test(id)
        ? { ok: true, value: id }
        : { ok: false, errors: { form: "No such invitation: load the page again." } },
    save: async ({ store, project }, id) => {
      const done = await revoke(store, project.organisationId, id);
      return { saved: done ? "Took an invitation back." : "This invitation was used or had ended already." };
    },
  });
}
