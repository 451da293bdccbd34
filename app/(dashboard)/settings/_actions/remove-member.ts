"use server";

import { changeMemberAs } from "#lib/server/change-member-as.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";

export async function removeMember(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: ({ user_id: userId = "" }) => ({ ok: true, value: userId }),
    save: async (open, userId) => ({ saved: `Took ${await changeMemberAs(open, userId, null)} out.` }),
  });
}
