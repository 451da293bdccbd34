import { OutturnError } from "#lib/domain/errors.ts";
import { emptyLog, settleLog } from "./decoded-log.ts";
import type { DecodedLog, DecodedLogs } from "./decoded-log.ts";
import type { AttributeValue } from "./decoded-span.ts";
import {
  asList,
  asObject,
  field,
  guarded,
  hexOf,
  isObject,
  microseconds,
  readAttributes,
  readValue,
  textOf,
} from "./json-values.ts";
import type { Json } from "./json-values.ts";

/**
 * Reads an ExportLogsServiceRequest in OTLP/JSON. A record that cannot be read is a defect of its own.
 * @throws OutturnError `malformed_payload` when the body is not a JSON object with a list of resourceLogs.
 */
export function decodeLogsJson(body: unknown): DecodedLogs {
  if (!isObject(body)) throw new OutturnError("malformed_payload", "the body is not a JSON object with resourceLogs");
  const resourceLogs = field(body, "resourceLogs", "resource_logs");
  const request: DecodedLogs = { items: [], defects: [] };
  if (resourceLogs === undefined || resourceLogs === null) {
    const other = ["resourceSpans", "resourceMetrics", "resource_spans", "resource_metrics"].find((key) => key in body);
    if (other === undefined) return request;
    throw new OutturnError("malformed_payload", `the body holds ${other}: logs are resourceLogs`);
  }
  if (!Array.isArray(resourceLogs)) throw new OutturnError("malformed_payload", "resourceLogs is not a list");
  for (const entry of resourceLogs) guarded(request, "resourceLogs", () => readResourceLogs(entry, request));
  return request;
}

function readResourceLogs(entry: unknown, request: DecodedLogs): void {
  const resource = new Map<string, AttributeValue>();
  const holder = asObject(entry, "an entry of resourceLogs");
  const described = holder["resource"];
  if (isObject(described)) readAttributes(described["attributes"], resource);
  for (const scoped of asList(field(holder, "scopeLogs", "scope_logs"), "scopeLogs")) {
    guarded(request, "scopeLogs", () => {
      const group = asObject(scoped, "an entry of scopeLogs");
      const scope = isObject(group["scope"]) ? group["scope"] : {};
      const origin = { resource, scope: textOf(scope["name"]), scopeVersion: textOf(scope["version"]) };
      for (const record of asList(field(group, "logRecords", "log_records"), "logRecords")) {
        guarded(request, "log record", () =>
          request.items.push(readLog(asObject(record, "a log record"), emptyLog(origin))),
        );
      }
    });
  }
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
