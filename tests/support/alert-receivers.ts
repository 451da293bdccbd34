import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

import { HOSTILE } from "./hostile-texts.ts";

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Receivers {
  /** What was posted and taken, in order. */
  readonly posts: readonly Received[];
  /** Mails taken, as text with headers. */
  readonly mails: readonly string[];
  /** While true every post is answered with 503 and not taken. */
  down: boolean;
  /** Resolves once so many mails were taken. */
  whenMailed(count: number): Promise<void>;
  readonly webUrl: string;
  readonly smtpUrl: string;
  close(): Promise<void>;
}

/** A receiver answers whatever it likes. */
const AWAY = `away ${HOSTILE.terminal} ${HOSTILE.NUL} ${HOSTILE.direction}`;

/** A web receiver and a mail server on loopback that keep what they are sent. @param smtpPort any free one when not given. */
export async function openReceivers(smtpPort = 0): Promise<Receivers> {
  const posts: Received[] = [];
  const mails: string[] = [];
  const mailed = new EventEmitter();
  const web = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      if (!receivers.down) posts.push({ path: request.url ?? "", headers: request.headers, body });
      response.writeHead(receivers.down ? 503 : 200).end(receivers.down ? AWAY : "ok");
    });
  });
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      let mail = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => (mail += chunk));
      stream.on("end", () => {
        mails.push(mail);
        done();
        mailed.emit("mail");
      });
    },
  });
  await new Promise<void>((ready) => web.listen(0, "127.0.0.1", ready));
  await new Promise<void>((ready) => smtp.listen(smtpPort, "127.0.0.1", ready));
  const portOf = (address: AddressInfo | string | null): number => (address as AddressInfo).port;
  const receivers: Receivers = {
    posts,
    mails,
    down: false,
    whenMailed: async (count) => {
      while (mails.length < count) await once(mailed, "mail");
    },
    webUrl: `http://127.0.0.1:${portOf(web.address())}`,
    smtpUrl: `smtp://127.0.0.1:${portOf(smtp.server.address())}`,
    close: async () => {
      web.closeAllConnections();
      await new Promise((closed) => web.close(closed));
      await new Promise<void>((closed) => {
        smtp.close(closed);
      });
    },
  };
  return receivers;
}
