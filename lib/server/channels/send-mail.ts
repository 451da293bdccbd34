import { createTransport } from "nodemailer";

import type { AlertMessage } from "#lib/alerts/message.ts";

import { resolveGuarded } from "./guard-address.ts";
import type { ChannelSettings } from "./settings.ts";
import { bodyLines } from "./write-posting.ts";
import type { Delivery } from "./write-posting.ts";

const TIMEOUT_MS = 20_000;

/** Sends one message as plain text. Its id stays the same at every try, so that mail programs show a repetition once. */
export async function sendMail(
  settings: Extract<ChannelSettings, { kind: "email" }>,
  { id, message }: Delivery,
  allowPrivate: boolean,
): Promise<void> {
  const server = new URL(settings.server);
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
      from: { name: "Outturn", address: settings.from },
      to: [...settings.to],
      subject: oneLine(message.title),
      text: textOf(message),
      messageId: `<${id}@outturn>`,
      headers: {
        "Auto-Submitted": "auto-generated",
        ...(message.incidentId !== null && { References: `<incident-${message.incidentId}@outturn>` }),
      },
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
