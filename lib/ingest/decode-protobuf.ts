import { decodeExport } from "./decode-export.ts";
import { emptySpan, LIMITS } from "./decoded-span.ts";
import type { AttributeValue, DecodedEvent, DecodedRequest, DecodedSpan, SpanOrigin } from "./decoded-span.ts";
import { eachField, expectBytes, fixedMicroseconds, hex, message, text, WIRE, wrongWire } from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { readAttribute } from "./protobuf-values.ts";
import { storable } from "./storable-text.ts";

/** Reads an ExportTraceServiceRequest. @throws OutturnError `malformed_payload` when the bytes are not protobuf. */
export function decodeProtobuf(body: Uint8Array): DecodedRequest {
  return decodeExport(body, {
    request: "ExportTraceServiceRequest",
    resources: "resource_spans",
    scopes: "scope_spans",
    items: "spans",
    readItem: readSpan,
  });
}

function readSpan(cursor: Cursor, origin: SpanOrigin): DecodedSpan {
  const span = emptySpan(origin);
  eachField(cursor, (at, field, wire) => readSpanField(at, field, wire, span));
  return span;
}

function readKind(at: Cursor, wire: number): number {
  if (wire !== WIRE.varint) throw wrongWire("kind", wire);
  return at.reader.int32();
}

function readSpanField(at: Cursor, field: number, wire: number, span: DecodedSpan): boolean {
  switch (field) {
    case 1:
      span.traceId = hex(at, wire);
      return true;
    case 2:
      span.spanId = hex(at, wire);
      return true;
    case 3:
      span.traceState = text(at, wire).slice(0, LIMITS.key);
      return true;
    case 4:
      span.parentSpanId = hex(at, wire);
      return true;
    case 5:
      span.name = storable(text(at, wire), LIMITS.key);
      return true;
    case 6:
      span.kind = readKind(at, wire);
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
