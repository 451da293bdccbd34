"use server";

import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { changeMemberAs } from "#lib/server/change-member-as.ts";
import { readMemberForm } from "#lib/server/read-member-form.ts";

export async function changeMemberRole(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readMemberForm,
    save: async (open, { userId, role }) => {
      const email = await changeMemberAs(open, userId, role);
      return { saved: "Saved.", audit: `Made ${email} ${role}.` };
    },
  });
}
