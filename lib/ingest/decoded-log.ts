import type { Microseconds } from "#lib/domain/time.ts";
import { LIMITS } from "./decoded-span.ts";
import type { AttributeValue, Decoded, SpanOrigin } from "./decoded-span.ts";
import { storable } from "./storable-text.ts";

/** One log record as it came, whichever encoding it came in. Ids are empty where it was written outside any span. */
export interface DecodedLog {
  origin: SpanOrigin;
  /** When it happened, or else when it was seen; 0 when it says neither. */
  timeUs: Microseconds;
  /** Its event name: the field of that name, the older attribute `event.name`, or a body that is nothing but a name. */
  name: string;
  traceId: string;
  spanId: string;
  body: AttributeValue;
  attributes: Map<string, AttributeValue>;
}

export type DecodedLogs = Decoded<DecodedLog>;

export function emptyLog(origin: SpanOrigin): DecodedLog {
  return { origin, timeUs: 0, name: "", traceId: "", spanId: "", body: null, attributes: new Map() };
}

/** How an id that is none is written. */
const ZEROS = /^0+$/;
const A_NAME = /^[a-z][\w.]{2,100}$/;

/** Fills in what older emitters say in other places. */
export function settleLog(log: DecodedLog, observedUs: Microseconds): DecodedLog {
  if (ZEROS.test(log.traceId)) log.traceId = "";
  if (ZEROS.test(log.spanId)) log.spanId = "";
  if (log.timeUs === 0) log.timeUs = observedUs;
  if (log.name === "") {
    const named = log.attributes.get("event.name");
    if (typeof named === "string") log.name = storable(named, LIMITS.key);
    else if (typeof log.body === "string" && A_NAME.test(log.body)) log.name = log.body;
  }
  return log;
}
