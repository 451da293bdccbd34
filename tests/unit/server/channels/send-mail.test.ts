import { afterAll, beforeAll, expect, test } from "vitest";

import { openMailer } from "#lib/server/accounts/mailer.ts";
import { sendMail } from "#lib/server/channels/send-mail.ts";
import { HOSTILE_TEXTS } from "#tests/support/hostile-texts.ts";
import { openReceivers } from "#tests/support/alert-receivers.ts";
import type { Receivers } from "#tests/support/alert-receivers.ts";

let receivers: Receivers;
beforeAll(async () => {
  receivers = await openReceivers();
});
afterAll(async () => {
  await receivers.close();
});

/** Header lines of a mail, those that go on joined. */
function headersOf(mail: string): readonly string[] {
  return (mail.split("\r\n\r\n", 1)[0] ?? "").replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
}

test.each(HOSTILE_TEXTS)("an alert about %s has the headers it would have had, and is plain text", async (_, name) => {
  const settings = { kind: "email" as const, server: receivers.smtpUrl, from: "a@example.com", to: ["b@example.com"] };
  const message = {
    kind: "opened",
    incidentId: null,
    project: name,
    simulated: false,
    title: `Errors of ${name}`,
    since: "2026-11-22T10:00:00.000Z",
    endedAt: null,
    lines: [name],
    contributors: [name],
    steps: [],
    url: "https://outturn.example.com/alerts/1",
  } as const;
  await sendMail(settings, { id: "one", message }, true);
  const headers = headersOf(receivers.mails.at(-1) ?? "");
  const wanted = ["Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version"];
  expect(new Set(headers.map((line) => line.split(":", 1)[0]))).toEqual(
    new Set([...wanted, "Message-ID", "Subject", "To"]),
  );
  expect(headers).toContain("Content-Type: text/plain; charset=utf-8");
  expect(headers).toContain("To: b@example.com");
});

test.each(HOSTILE_TEXTS)("an invitation to a team named by %s goes to its address alone", async (_, organisation) => {
  const mailer = openMailer({ server: receivers.smtpUrl, from: "a@example.com" });
  const link = "https://outturn.example.com/sign-in/invitation?token=x";
  await mailer.invite({ to: "c@example.com", organisation, invitedBy: "a@example.com", role: "viewer", link });
  const headers = headersOf(receivers.mails.at(-1) ?? "");
  expect(headers.filter((line) => /^(to|cc|bcc|reply-to):/i.test(line))).toEqual(["To: c@example.com"]);
  expect(headers).toContain("Content-Type: text/plain; charset=utf-8");
});
