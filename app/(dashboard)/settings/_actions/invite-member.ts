"use server";

import { OutturnError } from "#lib/domain/errors.ts";
import { mayRole } from "#lib/domain/roles.ts";
import { changeSettings, type FormState } from "#lib/server/change-settings.ts";
import { readInvitationForm } from "#lib/server/read-member-form.ts";
import { mailInvitation } from "#lib/server/accounts/mailer.ts";
import { getRuntime } from "#lib/server/runtime.ts";
import { findOrganisation, invite } from "#lib/store/invite.ts";

export async function inviteMember(_: FormState, form: FormData): Promise<FormState> {
  return changeSettings(form, {
    read: readInvitationForm,
    save: async ({ store, project, reader, role: own }, { email, role }) => {
      if (role === "owner" && !mayRole(own, "own")) throw new OutturnError("forbidden", "Only an owner makes owners.");
      const invitation = { organisationId: project.organisationId, email, role, invitedBy: reader.email };
      const token = await invite(store, invitation);
      const { config, mailer } = await getRuntime();
      const link = `${config.publicUrl}/sign-in/invitation?token=${token}`;
      const { name: organisation } = await findOrganisation(store, project.organisationId);
      const mailed =
        mailer !== null &&
        (await mailInvitation(mailer, { to: email, organisation, role, link, invitedBy: reader.email }));
      return {
        saved: mailed
          ? `Invited ${email} as ${role} by mail. The same link, should the mail get lost; it works once, within a week.`
          : `Invited ${email} as ${role}. Send them this link; it works once, within a week.`,
        audit: `Invited ${email} as ${role}.`,
        secret: link,
      };
    },
  });
}
