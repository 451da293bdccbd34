import type { Api, Aside, Collector, ReplyFacts } from "./api.ts";
import { EMPTY_REPLY, plainRequest } from "./api.ts";
import { bag } from "./peek.ts";

/** A request that leaves no record of its own. */
function aside(kind: Aside, family: Api["family"]): Api {
  return {
    operation: "chat",
    aside: kind,
    apiType: null,
    family,
    usageOnRequest: false,
    inputChars: () => null,
    readRequest: () => plainRequest(null),
    readReply: () => EMPTY_REPLY,
    collect: () => new LastResponse(),
  };
}

/** Looking at a response that was made before: of one made in the background it brings the usage. */
export const STORED_RESPONSE = aside("stored_response", "openai");
export const OPENAI_BATCH_CREATED = aside("batch_created", "openai");
export const OPENAI_BATCH = aside("batch", "openai");
export const OPENAI_FILE: Api = { ...aside("batch_file", "openai"), body: "lines" };
export const MESSAGE_BATCH_CREATED = aside("batch_created", "anthropic");
export const MESSAGE_BATCH = aside("batch", "anthropic");
export const MESSAGE_BATCH_RESULTS = aside("batch_results", "anthropic");

/** Keeps the response that the events of a resumed stream carry. */
export class LastResponse implements Collector {
  response: unknown = null;

  take(event: unknown): boolean {
    const { response } = bag(event);
    if (response !== undefined) this.response = response;
    return false;
  }

  reply(): ReplyFacts {
    return EMPTY_REPLY;
  }
}
