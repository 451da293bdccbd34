import { decodeJsonExport } from "./decode-json-export.ts";
import { emptyLog, settleLog } from "./decoded-log.ts";
import type { DecodedLog, DecodedLogs } from "./decoded-log.ts";
import { field, hexOf, microseconds, readAttributes, readValue, textOf } from "./json-values.ts";
import type { Json } from "./json-values.ts";

/** Reads an ExportLogsServiceRequest in OTLP/JSON. @throws OutturnError as `decodeJsonExport` does. */
export function decodeLogsJson(body: unknown): DecodedLogs {
  return decodeJsonExport(body, {
    signal: "logs",
    resources: ["resourceLogs", "resource_logs"],
    scopes: ["scopeLogs", "scope_logs"],
    items: ["logRecords", "log_records"],
    item: "log record",
    readItem: (from, origin) => readLog(from, emptyLog(origin)),
  });
}

function readLog(from: Json, log: DecodedLog): DecodedLog {
  log.traceId = hexOf(field(from, "traceId", "trace_id"));
  log.spanId = hexOf(field(from, "spanId", "span_id"));
  log.name = textOf(field(from, "eventName", "event_name"));
  log.timeUs = microseconds(field(from, "timeUnixNano", "time_unix_nano"), "timeUnixNano");
  log.body = readValue(from["body"], 1);
  readAttributes(from["attributes"], log.attributes);
  const observed = field(from, "observedTimeUnixNano", "observed_time_unix_nano");
  return settleLog(log, microseconds(observed, "observedTimeUnixNano"));
}
