import { decodeExport } from "./decode-export.ts";
import { emptyLog, settleLog } from "./decoded-log.ts";
import type { DecodedLog, DecodedLogs } from "./decoded-log.ts";
import type { SpanOrigin } from "./decoded-span.ts";
import { LIMITS } from "./decoded-span.ts";
import { eachField, fixedMicroseconds, hex, text, WIRE } from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { readAttribute, readValue } from "./protobuf-values.ts";
import { storable } from "./storable-text.ts";

/** Reads an ExportLogsServiceRequest. @throws OutturnError `malformed_payload` when the bytes are not protobuf. */
export function decodeLogsProtobuf(body: Uint8Array): DecodedLogs {
  return decodeExport(body, {
    request: "ExportLogsServiceRequest",
    resources: "resource_logs",
    scopes: "scope_logs",
    items: "log_records",
    readItem: readLog,
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
