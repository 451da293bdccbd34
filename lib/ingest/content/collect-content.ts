import { hash } from "node:crypto";

import { OUTTURN } from "#lib/domain/attributes.ts";
import type { Call } from "#lib/domain/call.ts";
import type { CallContent, KeepContent, SaidOfContent } from "#lib/domain/content.ts";
import type { DecodedLog } from "../decoded-log.ts";
import type { Attributes, DecodedEvent } from "../decoded-span.ts";
import { asWhole, isRecord, parseJson } from "../read-attributes.ts";
import { isMessageEvent, readContent } from "./read-content.ts";

/** Where the messages of a request's calls are gathered; null for a project that keeps none: then nothing is read of them. */
export interface ContentCollector {
  readonly kept: CallContent[];
  take(call: Call, said: { readonly attributes: Attributes; readonly events: readonly DecodedEvent[] }): void;
  /** A message that an older convention tells of in a log record, beside the span of its call. */
  takeRecord(log: DecodedLog): void;
}

export function collectContent(keep: KeepContent | undefined): ContentCollector | null {
  if (keep === undefined) return null;
  const kept: CallContent[] = [];
  return {
    kept,
    take(call, { attributes, events }) {
      const content = readContent(attributes, events);
      const sealed = content === null ? null : keep(content, call, readSaid(attributes));
      if (sealed === null) return;
      const { traceId, spanId, contentHash, startUs, ownTaskId, facts } = call;
      const conversation = facts.conversation ?? null;
      kept.push({ traceId, spanId, contentHash, startUs, ownTaskId, conversation, ...sealed });
    },
    takeRecord(log) {
      if (log.traceId === "" || log.spanId === "" || !isMessageEvent(log.name)) return;
      const content = readContent(NOTHING, [eventOf(log)]);
      if (content === null) return;
      const text = `${log.name}\0${log.timeUs}\0${JSON.stringify(content)}`;
      const { traceId, spanId, timeUs: startUs } = log;
      const call = { traceId, spanId, startUs, contentHash: hash("sha256", text, "hex").slice(0, 32) };
      const sealed = keep(content, call, { cutChars: 0, redacted: {} });
      if (sealed !== null) kept.push({ ...call, ownTaskId: null, conversation: null, ...sealed });
    },
  };
}

const NOTHING: Attributes = new Map();

/** What the record says stands in its body; in some, in its attributes. */
function eventOf({ name, timeUs, body, attributes }: DecodedLog): DecodedEvent {
  return { name, timeUs, attributes: body instanceof Map ? body : attributes };
}

const MOST_NAMES = 64;

/** What the sender took out and left out before, by our own library's attributes. */
function readSaid(attributes: Attributes): SaidOfContent {
  const found = parseJson(attributes.get(OUTTURN.contentRedacted));
  const counts = Object.entries(isRecord(found) ? found : {}).filter(
    (entry): entry is [string, number] => /^[\w-]{1,64}$/.test(entry[0]) && Number.isSafeInteger(entry[1]),
  );
  return {
    cutChars: asWhole(attributes.get(OUTTURN.contentCutChars), 0, Number.MAX_SAFE_INTEGER) ?? 0,
    redacted: Object.fromEntries(counts.slice(0, MOST_NAMES)),
  };
}
