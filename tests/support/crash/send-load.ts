import { setTimeout as delay } from "node:timers/promises";

import type { Export } from "./span-source.ts";

/** What a client knows of its exports: acknowledged, or still to be sent again. */
export interface Sent {
  /** Calls by `trace/span` that were answered 200. */
  readonly acknowledged: Set<string>;
  readonly unanswered: Export[];
}

const SENDERS = 6;
const BETWEEN_TRIES_MS = 20;
const GIVE_UP_MS = 10_000;

export interface Target {
  readonly url: string;
  readonly key: string;
}

/** Sends exports, the unanswered first every other time, until told to stop. Whatever was under way then is unanswered. */
export async function sendUntil(
  target: Target,
  source: Iterator<Export>,
  sent: Sent,
  stop: AbortSignal,
): Promise<void> {
  let turn = 0;
  const sender = async (): Promise<void> => {
    while (!stop.aborted) {
      const again = turn++ % 2 === 0 ? sent.unanswered.shift() : undefined;
      const fresh = again === undefined ? source.next() : undefined;
      const next = again ?? (fresh?.done === false ? fresh.value : undefined);
      if (next === undefined) return;
      if (!(await sendOne(target, next, sent))) await delay(BETWEEN_TRIES_MS);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

/** Sends what has no answer yet until all of it has one. @throws Error when that takes too long. */
export async function sendRest(target: Target, sent: Sent): Promise<void> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (let next = sent.unanswered.shift(); next !== undefined; next = sent.unanswered.shift()) {
    if (Date.now() > deadline) throw new Error(`${sent.unanswered.length + 1} exports found no answer`);
    await sendOne(target, next, sent);
  }
}

async function sendOne({ url, key }: Target, { body, calls }: Export, sent: Sent): Promise<boolean> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const signal = AbortSignal.timeout(GIVE_UP_MS);
  const answer = await fetch(`${url}/v1/traces`, { method: "POST", headers, body, signal })
    // An answer counts once it is whole.
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch(() => null);
  if (answer?.status === 200 && answer.text === "{}") {
    for (const call of calls) sent.acknowledged.add(call);
    return true;
  }
  if (answer !== null && answer.status < 500 && answer.status !== 429)
    throw new Error(`an export was answered ${answer.status}: ${answer.text}`);
  sent.unanswered.push({ body, calls });
  return false;
}
