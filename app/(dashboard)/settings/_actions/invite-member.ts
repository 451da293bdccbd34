"use server";

import { OutturnError } from "#lib/domain/errors.ts";
import { mayRole } from "#lib/domain/roles.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readInvitationForm } from "#lib/server/read-member-form.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { invite } from "#lib/store/invite.ts";

export async function inviteMember(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readInvitationForm,
    save: async ({ store, project, reader, role: own }, { email, role }) => {
      if (role === "owner" && !mayRole(own, "own")) throw new OutturnError("forbidden", "Only an owner makes owners.");
      const invitation = { organisationId: project.organisationId, email, role, invitedBy: reader.email };
      const token = await invite(store, invitation);
      const { publicUrl } = (await getRuntime()).config;
      return {
        saved: `Invited ${email} as ${role}. Send them this link; it works once, within a week.`,
        audit: `Invited ${email} as ${role}.`,
        secret: `${publicUrl}/sign-in/invitation?token=${token}`,
      };
    },
  });
}
