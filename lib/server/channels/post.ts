import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";

import { OutturnError } from "#lib/domain/errors.ts";

import { guardedLookup, guardHost } from "./guard-address.ts";

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
/** What of an answer is kept for the delivery history. */
const MOST_ANSWER = 200;

/**
 * Posts JSON to a receiver that somebody entered: addresses inside this network are refused when connecting, redirects are
 * not followed, and nothing is waited for beyond ten seconds.
 * @throws OutturnError saying what the receiver answered, or why it was not asked.
 */
export async function post({ url, headers, body }: Posting, allowPrivate: boolean): Promise<void> {
  const target = new URL(url);
  if (target.protocol !== "https:" && !(allowPrivate && target.protocol === "http:"))
    throw new OutturnError("bad_request", `${target.protocol}//${target.host} is not https: use an https address.`);
  guardHost(target.hostname, allowPrivate);
  const bytes = Buffer.from(body);
  const request = target.protocol === "https:" ? secureRequest : plainRequest;
  const { status, text } = await new Promise<{ status: number; text: string }>((answered, failed) => {
    const sending = request(target, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "outturn",
        ...headers,
        "content-length": bytes.length,
      },
      lookup: guardedLookup(allowPrivate),
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    sending.on("error", failed);
    sending.on("response", (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (answer.length < MOST_ANSWER) answer += chunk.slice(0, MOST_ANSWER);
      });
      response.on("end", () => {
        answered({ status: response.statusCode ?? 0, text: answer });
      });
      response.on("error", failed);
    });
    sending.end(bytes);
  });
  if (status < 200 || status > 299)
    throw new OutturnError("unavailable", `${target.host} answered ${status}: ${text.slice(0, MOST_ANSWER)}`);
}
