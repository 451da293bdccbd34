import { createTransport } from "nodemailer";

import type { AlertMessage } from "#lib/alerts/message.ts";

import { resolveGuarded } from "./guard-address.ts";
import type { ChannelSettings } from "./settings.ts";
import { bodyLines } from "./write-posting.ts";
import type { Delivery } from "./write-posting.ts";

const TIMEOUT_MS = 20_000;

/** One message as plain text, and through whom it goes. */
export interface Mail {
  /** As smtps://user:password@mail.example.com:465. */
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Made one line. */
  readonly subject: string;
  readonly text: string;
  /** Stays the same at every try, so that mail programs show a repetition once. */
  readonly id: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends what an alert says. */
export async function sendMail(
  { server, from, to }: Extract<ChannelSettings, { kind: "email" }>,
  { id, message }: Delivery,
  allowPrivate: boolean,
): Promise<void> {
  const headers = message.incidentId === null ? {} : { References: `<incident-${message.incidentId}@outturn>` };
  await mail({ server, from, to, id, subject: message.title, text: textOf(message), headers }, allowPrivate);
}

/** @throws what the mail server or the way to it said. */
export async function mail(
  { server: address, from, to, subject, text, id, headers }: Mail,
  allowPrivate: boolean,
): Promise<void> {
  const server = new URL(address);
  const secure = server.protocol === "smtps:";
  const transport = createTransport({
    host: await resolveGuarded(server.hostname, allowPrivate),
    port: Number(server.port) || (secure ? 465 : 587),
    secure,
    tls: { servername: server.hostname },
    ...(server.username !== "" && {
      auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) },
    }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: "Outturn", address: from },
      to: [...to],
      subject: oneLine(subject),
      text,
      messageId: `<${id}@outturn>`,
      headers: { "Auto-Submitted": "auto-generated", ...headers },
    });
  } finally {
    transport.close();
  }
}

/** Names come from spans: no line of theirs becomes a header. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").slice(0, 200);
}

function textOf(message: AlertMessage): string {
  return [message.title, "", ...bodyLines(message), "", message.url, ""].join("\n");
}
