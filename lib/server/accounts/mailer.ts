import { mail } from "../channels/send-mail.ts";
import type { MailConfig } from "../config.ts";
import { log } from "../log.ts";

export interface Mailer {
  /** @throws what the mail server or the way to it said. */
  invite(invitation: MailedInvitation): Promise<void>;
  /** @throws what the mail server or the way to it said. */
  sendReset(to: string, link: string): Promise<void>;
}

export interface MailedInvitation {
  readonly to: string;
  readonly organisation: string;
  readonly invitedBy: string;
  readonly role: string;
  readonly link: string;
}

/** Mails about accounts, through the mail server that whoever runs the installation named: it may stand in their own network. */
export function openMailer(config: MailConfig): Mailer {
  const send = async (to: string, subject: string, lines: readonly string[]): Promise<void> =>
    mail({ ...config, to: [to], subject, text: `${lines.join("\n\n")}\n`, id: crypto.randomUUID() }, true);
  return {
    invite: async ({ to, organisation, invitedBy, role, link }) =>
      send(to, `Join ${organisation} on Outturn`, [
        `${invitedBy} invites you to ${organisation} on Outturn as ${role}.`,
        link,
        "The link works once, within a week, for this address. If you do not know what this is about, leave it unopened.",
      ]),
    sendReset: async (to, link) =>
      send(to, "A new password for Outturn", [
        "Somebody, we hope you, asked for a new password for this address.",
        link,
        "The link works once, within an hour; using it signs you out everywhere. If it was not you, nothing changes while you leave it unopened.",
      ]),
  };
}

/** False when the mail server did not take it: the link is shown to whoever invites all the same. */
export async function mailInvitation(mailer: Mailer, invitation: MailedInvitation): Promise<boolean> {
  try {
    await mailer.invite(invitation);
    return true;
  } catch (error) {
    log.error({ err: error }, "an invitation could not be mailed");
    return false;
  }
}
