import { BinaryReader } from "@bufbuild/protobuf/wire";
import { OutturnError } from "#lib/domain/errors.ts";
import { emptyLog, settleLog } from "./decoded-log.ts";
import type { DecodedLog, DecodedLogs } from "./decoded-log.ts";
import type { AttributeValue, SpanOrigin } from "./decoded-span.ts";
import { LIMITS } from "./decoded-span.ts";
import { eachField, expectBytes, fixedMicroseconds, hex, message, text, WIRE } from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { guarded, messageOf, readAttribute, readScope, readValue } from "./protobuf-values.ts";
import { storable } from "./storable-text.ts";

/**
 * Reads an ExportLogsServiceRequest; field numbers are those of opentelemetry-proto v1.11. A record that cannot be read is
 * a defect of its own.
 * @throws OutturnError `malformed_payload` when the bytes are not protobuf.
 */
export function decodeLogsProtobuf(body: Uint8Array): DecodedLogs {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const request: DecodedLogs = { items: [], defects: [] };
  const cursor: Cursor = { reader: new BinaryReader(bytes), bytes, end: bytes.length };
  try {
    eachField(cursor, (at, field, wire) => {
      if (field !== 1) return false;
      expectBytes(wire, "resource_logs");
      guarded(at, request, () => readResourceLogs(at, request));
      return true;
    });
  } catch (error) {
    throw new OutturnError(
      "malformed_payload",
      `the body is not an OTLP ExportLogsServiceRequest in protobuf: ${messageOf(error)}`,
      { cause: error },
    );
  }
  return request;
}

function readResourceLogs(cursor: Cursor, request: DecodedLogs): void {
  const resource = new Map<string, AttributeValue>();
  eachField(cursor, (at, field, wire) => {
    if (field === 1) {
      expectBytes(wire, "resource");
      message(at, () => eachField(at, (inner, f, w) => f === 1 && readAttribute(inner, w, resource)));
      return true;
    }
    if (field !== 2) return false;
    expectBytes(wire, "scope_logs");
    guarded(at, request, () => readScopeLogs(at, { resource, scope: "", scopeVersion: "" }, request));
    return true;
  });
}

function readScopeLogs(
  cursor: Cursor,
  origin: { resource: Map<string, AttributeValue>; scope: string; scopeVersion: string },
  request: DecodedLogs,
): void {
  eachField(cursor, (at, field, wire) => {
    if (field === 1) {
      expectBytes(wire, "scope");
      readScope(at, origin);
      return true;
    }
    if (field !== 2) return false;
    expectBytes(wire, "log_records");
    guarded(at, request, () => request.items.push(readLog(at, origin)));
    return true;
  });
}

function readLog(cursor: Cursor, origin: SpanOrigin): DecodedLog {
  const log = emptyLog(origin);
  let observedUs = 0;
  eachField(cursor, (at, field, wire) => {
    if (field === 11) observedUs = fixedMicroseconds(at, wire);
    else return readLogField(at, field, wire, log);
    return true;
  });
  return settleLog(log, observedUs);
}

function readLogField(at: Cursor, field: number, wire: number, log: DecodedLog): boolean {
  switch (field) {
    case 1:
      log.timeUs = fixedMicroseconds(at, wire);
      return true;
    case 5:
      if (wire !== WIRE.bytes) return false;
      log.body = readValue(at, 1);
      return true;
    case 6:
      return readAttribute(at, wire, log.attributes);
    case 9:
      log.traceId = hex(at, wire);
      return true;
    case 10:
      log.spanId = hex(at, wire);
      return true;
    case 12:
      log.name = storable(text(at, wire), LIMITS.key);
      return true;
    default:
      return false;
  }
}
