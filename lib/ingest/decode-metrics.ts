import { BinaryReader } from "@bufbuild/protobuf/wire";
import { OutturnError } from "#lib/domain/errors.ts";
import { field, isObject } from "./json-values.ts";
import { eachField, expectBytes, message, skipMessage } from "./protobuf-cursor.ts";
import type { Cursor } from "./protobuf-cursor.ts";
import { messageOf } from "./protobuf-values.ts";

/** Checks the frame of an ExportMetricsServiceRequest in OTLP/JSON. @throws OutturnError `malformed_payload` when it is none. */
export function decodeMetricsJson(body: unknown): null {
  const list = isObject(body) ? (field(body, "resourceMetrics", "resource_metrics") ?? []) : null;
  if (!Array.isArray(list)) {
    throw new OutturnError("malformed_payload", "the body is not a JSON object with a list of resourceMetrics");
  }
  return null;
}

/** The same in protobuf: resource_metrics, and scope_metrics within. @throws OutturnError `malformed_payload`. */
export function decodeMetricsProtobuf(body: Uint8Array): null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const cursor: Cursor = { reader: new BinaryReader(bytes), bytes, end: bytes.length };
  try {
    eachField(cursor, (at, number, wire) => {
      if (number !== 1) return false;
      expectBytes(wire, "resource_metrics");
      message(at, () => eachField(at, (inner, f, w) => f <= 2 && w === 2 && skipMessage(inner) === null));
      return true;
    });
  } catch (error) {
    throw new OutturnError(
      "malformed_payload",
      `the body is not an OTLP ExportMetricsServiceRequest in protobuf: ${messageOf(error)}`,
      { cause: error },
    );
  }
  return null;
}
