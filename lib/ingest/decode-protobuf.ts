import { BinaryReader } from "@bufbuild/protobuf/wire";
import { OutturnError } from "#lib/domain/errors.ts";
import { addAttribute, emptySpan, isFull, LIMITS } from "./decoded-span.ts";
import type { AttributeValue, DecodedEvent, DecodedRequest, DecodedSpan, SpanOrigin } from "./decoded-span.ts";
import {
  base64,
  eachField,
  enter,
  expectBytes,
  fixedMicroseconds,
  hex,
  integer,
  leave,
  message,
  name,
  skipField,
  skipMessage,
  text,
  WIRE,
  wrongWire,
} from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { storable } from "./storable-text.ts";

/**
 * Reads an ExportTraceServiceRequest. Field numbers are those of opentelemetry-proto v1.11. A span that cannot be read
 * is a defect of its own; only a broken frame around everything refuses the request.
 * @throws OutturnError `malformed_payload` when the bytes are not protobuf.
 */
export function decodeProtobuf(body: Uint8Array): DecodedRequest {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const request: DecodedRequest = { spans: [], defects: [] };
  const cursor: Cursor = { reader: new BinaryReader(bytes), bytes, end: bytes.length };
  try {
    eachField(cursor, (at, field, wire) => {
      if (field !== 1) return false;
      expectBytes(wire, "resource_spans");
      guarded(at, request, () => readResourceSpans(at, request));
      return true;
    });
  } catch (error) {
    throw new OutturnError(
      "malformed_payload",
      `the body is not an OTLP ExportTraceServiceRequest in protobuf: ${messageOf(error)}`,
      { cause: error },
    );
  }
  return request;
}

function readResourceSpans(cursor: Cursor, request: DecodedRequest): void {
  const resource = new Map<string, AttributeValue>();
  const origin = { resource, scope: "", scopeVersion: "" };
  // The resource may follow its spans on the wire: the map is filled in place, before anybody reads it.
  eachField(cursor, (at, field, wire) => {
    if (field === 1) {
      expectBytes(wire, "resource");
      message(at, () => eachField(at, (inner, f, w) => f === 1 && readAttribute(inner, w, resource)));
      return true;
    }
    if (field !== 2) return false;
    expectBytes(wire, "scope_spans");
    guarded(at, request, () => readScopeSpans(at, { ...origin }, request));
    return true;
  });
}

function readScopeSpans(
  cursor: Cursor,
  origin: { resource: Map<string, AttributeValue>; scope: string; scopeVersion: string },
  request: DecodedRequest,
): void {
  eachField(cursor, (at, field, wire) => {
    if (field === 1) {
      expectBytes(wire, "scope");
      message(at, () =>
        eachField(at, (inner, f, w) => {
          if (f === 1) origin.scope = storable(text(inner, w), LIMITS.key);
          else if (f === 2) origin.scopeVersion = storable(text(inner, w), LIMITS.key);
          else return false;
          return true;
        }),
      );
      return true;
    }
    if (field !== 2) return false;
    expectBytes(wire, "spans");
    guarded(at, request, () => request.spans.push(readSpan(at, origin)));
    return true;
  });
}

function readSpan(cursor: Cursor, origin: SpanOrigin): DecodedSpan {
  const span = emptySpan(origin);
  eachField(cursor, (at, field, wire) => readSpanField(at, field, wire, span));
  return span;
}

function readSpanField(at: Cursor, field: number, wire: number, span: DecodedSpan): boolean {
  switch (field) {
    case 1:
      span.traceId = hex(at, wire);
      return true;
    case 2:
      span.spanId = hex(at, wire);
      return true;
    case 4:
      span.parentSpanId = hex(at, wire);
      return true;
    case 5:
      span.name = storable(text(at, wire), LIMITS.key);
      return true;
    case 6:
      if (wire !== WIRE.varint) throw wrongWire("kind", wire);
      span.kind = at.reader.int32();
      return true;
    case 7:
      span.startUs = fixedMicroseconds(at, wire);
      return true;
    case 8:
      span.endUs = fixedMicroseconds(at, wire);
      return true;
    case 9:
      return readAttribute(at, wire, span.attributes);
    case 11:
      expectBytes(wire, "events");
      message(at, () => readEvent(at, span.events));
      return true;
    case 15:
      expectBytes(wire, "status");
      message(at, () => readStatus(at, span));
      return true;
    default:
      return false;
  }
}

function readStatus(cursor: Cursor, span: DecodedSpan): void {
  eachField(cursor, (at, field, wire) => {
    if (field === 2) span.statusMessage = storable(text(at, wire), LIMITS.key * 8);
    else if (field === 3 && wire === WIRE.varint) span.statusCode = at.reader.int32();
    else return false;
    return true;
  });
}

function readEvent(cursor: Cursor, events: DecodedEvent[]): void {
  const attributes = new Map<string, AttributeValue>();
  let named = "";
  let timeUs = 0;
  eachField(cursor, (at, field, wire) => {
    if (field === 1) timeUs = fixedMicroseconds(at, wire);
    else if (field === 2) named = storable(text(at, wire), LIMITS.key);
    else if (field === 3) return readAttribute(at, wire, attributes);
    else return false;
    return true;
  });
  if (events.length < LIMITS.events) events.push({ name: named, timeUs, attributes });
}

function readAttribute(cursor: Cursor, wire: number, into: Map<string, AttributeValue>): boolean {
  expectBytes(wire, "attributes");
  const { reader } = cursor;
  const outer = enter(cursor);
  let key = "";
  let value: AttributeValue = null;
  while (reader.pos < cursor.end) {
    const tag = reader.uint32();
    if (tag === 10) key = name(cursor);
    else if (tag === 18) value = readValue(cursor, 1);
    else skipField(cursor, tag);
  }
  leave(cursor, outer);
  addAttribute(into, key.includes("\0") ? storable(key) : key, value);
  return true;
}

/** AnyValue: string 1, bool 2, int 3, double 4, array 5, kvlist 6, bytes 7. Deeper than the limit is null. */
function readValue(cursor: Cursor, depth: number): AttributeValue {
  const { reader } = cursor;
  const outer = enter(cursor);
  let value: AttributeValue = null;
  while (reader.pos < cursor.end) {
    const tag = reader.uint32();
    switch (tag) {
      case 10:
        value = storable(text(cursor, WIRE.bytes));
        break;
      case 16:
        value = reader.bool();
        break;
      case 24:
        value = integer(cursor);
        break;
      case 33:
        value = reader.double();
        break;
      case 42:
        value = depth < LIMITS.depth ? readList(cursor, depth + 1) : skipMessage(cursor);
        break;
      case 50:
        value = depth < LIMITS.depth ? readMap(cursor, depth + 1) : skipMessage(cursor);
        break;
      case 58:
        value = base64(cursor);
        break;
      default:
        skipField(cursor, tag);
    }
  }
  leave(cursor, outer);
  return value;
}

function readList(cursor: Cursor, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  message(cursor, () =>
    eachField(cursor, (at, field, wire) => {
      if (field !== 1 || wire !== WIRE.bytes) return false;
      const value = readValue(at, depth);
      if (values.length < LIMITS.listItems) values.push(value);
      return true;
    }),
  );
  return values;
}

function readMap(cursor: Cursor, depth: number): Map<string, AttributeValue> {
  const map = new Map<string, AttributeValue>();
  const outer = enter(cursor);
  eachField(cursor, (at, field, wire) => {
    if (field !== 1 || wire !== WIRE.bytes) return false;
    const pair = enter(at);
    let key = "";
    let value: AttributeValue = null;
    eachField(at, (inner, f, w) => {
      if (f === 1) key = storable(text(inner, w), LIMITS.key);
      else if (f === 2 && w === WIRE.bytes) value = readValue(inner, depth);
      else return false;
      return true;
    });
    leave(at, pair);
    addAttribute(map, key, value);
    return true;
  });
  leave(cursor, outer);
  return map;
}

/** Reads a nested message whose faults stay its own. */
function guarded(cursor: Cursor, request: DecodedRequest, read: () => void): void {
  if (isFull(request)) {
    skipMessage(cursor);
    return;
  }
  const outer = enter(cursor);
  const end = cursor.end;
  try {
    read();
    leave(cursor, outer);
  } catch (error) {
    request.defects.push(`not readable: ${messageOf(error)}`);
    cursor.reader.pos = end;
    cursor.end = outer;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
