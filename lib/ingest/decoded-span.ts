import type { Microseconds } from "#lib/domain/time.ts";

/** An attribute's value: 64-bit integers beyond 2^53 stay bigint; nested maps are Maps, so no key can reach a prototype. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly AttributeValue[]
  | ReadonlyMap<string, AttributeValue>;
export type Attributes = ReadonlyMap<string, AttributeValue>;

export interface DecodedEvent {
  readonly name: string;
  readonly timeUs: Microseconds;
  readonly attributes: Attributes;
}

/** What the spans of one scope share. */
export interface SpanOrigin {
  readonly resource: Attributes;
  readonly scope: string;
  readonly scopeVersion: string;
}

/** One span as it came, whichever encoding it came in: ids in lower-case hex, times in microseconds, text made storable. */
export interface DecodedSpan {
  origin: SpanOrigin;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  /** W3C `tracestate`, as sent. */
  traceState: string;
  name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  startUs: Microseconds;
  endUs: Microseconds;
  attributes: Map<string, AttributeValue>;
  events: DecodedEvent[];
  /** 0 unset, 1 ok, 2 error. */
  statusCode: number;
  statusMessage: string;
}

/** All spans, or log records, of one request, and what could not be read as one. */
export interface Decoded<Item> {
  readonly items: Item[];
  /** One reason for every item, or container of items, that was not readable. */
  readonly defects: string[];
}

export type DecodedRequest = Decoded<DecodedSpan>;

/** Bounds that keep one request from hurting others. Anything beyond is left out, never an error for its neighbours. */
export const LIMITS = {
  spans: 100_000,
  attributes: 8192,
  events: 1024,
  depth: 32,
  listItems: 16_384,
  /** Characters of one attribute; a longer text is cut, as clients themselves do by OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT. */
  text: 262_144,
  key: 512,
} as const;

const TOO_MANY = `more than ${LIMITS.spans} spans or records in one request`;

/** Whether a request has brought all it may, readable or not. What comes after is counted as a defect, unread. */
export function isFull(request: Decoded<unknown>): boolean {
  if (request.items.length + request.defects.length < LIMITS.spans) return false;
  request.defects.push(TOO_MANY);
  return true;
}

export function emptySpan(origin: SpanOrigin): DecodedSpan {
  return {
    origin,
    traceId: "",
    spanId: "",
    parentSpanId: "",
    traceState: "",
    name: "",
    kind: 0,
    startUs: 0,
    endUs: 0,
    attributes: new Map(),
    events: [],
    statusCode: 0,
    statusMessage: "",
  };
}

/** The first of two equal keys is kept: the specification forbids the second. */
export function addAttribute(into: Map<string, AttributeValue>, key: string, value: AttributeValue): void {
  if (key === "" || key.length > LIMITS.key || into.size >= LIMITS.attributes || into.has(key)) return;
  into.set(key, value);
}
