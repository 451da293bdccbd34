import { setTimeout as delay } from "node:timers/promises";

import { placeAwaiting } from "#lib/store/await-calls.ts";
import type { Store } from "#lib/store/open-store.ts";
import { placeConversations } from "#lib/store/place-conversations.ts";

import { log } from "./log.ts";

const LOOK_MS = 2_000;
/** Between days, so that what comes in meanwhile is not held up. */
const BREATH_MS = 20;

/**
 * Places the past of projects whose rules ask for it, a day at a time, and what was said of calls by their response id alone;
 * several processes share the work. @returns its end.
 */
export function startPlacing(store: Store): () => Promise<void> {
  const halt = new AbortController();
  const pause = async (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: halt.signal }).catch(() => undefined);
  const running = (async () => {
    while (!halt.signal.aborted) {
      const more = await placeConversations(store).catch((error: unknown) => {
        log.error({ err: error }, "rows of the past could not be placed by their conversations");
        return false;
      });
      const others = await placeSaid(store);
      await pause(more || others ? BREATH_MS : LOOK_MS);
    }
  })();
  return async () => {
    halt.abort();
    await running;
  };
}

async function placeSaid(store: Store): Promise<boolean> {
  try {
    const { givenUp, more } = await placeAwaiting(store);
    if (givenUp > 0)
      log.warn({ givenUp }, "what was said of calls by response id was given up: no such call came in a week");
    return more;
  } catch (error) {
    log.error({ err: error }, "what was said of calls by response id could not be placed");
    return false;
  }
}
