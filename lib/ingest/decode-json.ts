import { decodeJsonExport } from "./decode-json-export.ts";
import { emptySpan, LIMITS } from "./decoded-span.ts";
import type { AttributeValue, DecodedEvent, DecodedRequest, DecodedSpan } from "./decoded-span.ts";
import { asList, asObject, field, hexOf, isObject, microseconds, readAttributes, textOf } from "./json-values.ts";
import type { Json } from "./json-values.ts";

/** Reads an ExportTraceServiceRequest in OTLP/JSON. @throws OutturnError as `decodeJsonExport` does. */
export function decodeJson(body: unknown): DecodedRequest {
  return decodeJsonExport(body, {
    signal: "traces",
    resources: ["resourceSpans", "resource_spans"],
    scopes: ["scopeSpans", "scope_spans"],
    items: ["spans", "spans"],
    item: "span",
    readItem: (from, origin) => readSpan(from, emptySpan(origin)),
  });
}

function readSpan(from: Json, span: DecodedSpan): DecodedSpan {
  span.traceId = hexOf(field(from, "traceId", "trace_id"));
  span.spanId = hexOf(field(from, "spanId", "span_id"));
  span.parentSpanId = hexOf(field(from, "parentSpanId", "parent_span_id"));
  span.traceState = textOf(field(from, "traceState", "trace_state"), LIMITS.key);
  span.name = textOf(from["name"]);
  span.kind = enumOf(from["kind"], SPAN_KINDS);
  span.startUs = microseconds(field(from, "startTimeUnixNano", "start_time_unix_nano"), "startTimeUnixNano");
  span.endUs = microseconds(field(from, "endTimeUnixNano", "end_time_unix_nano"), "endTimeUnixNano");
  readAttributes(from["attributes"], span.attributes);
  readEvents(from["events"], span.events);
  if (isObject(from["status"])) {
    span.statusCode = enumOf(from["status"]["code"], STATUS_CODES);
    span.statusMessage = textOf(from["status"]["message"], LIMITS.key * 8);
  }
  return span;
}

function readEvents(list: unknown, into: DecodedEvent[]): void {
  for (const entry of asList(list, "events")) {
    if (into.length >= LIMITS.events) return;
    const event = asObject(entry, "an event");
    const attributes = new Map<string, AttributeValue>();
    readAttributes(event["attributes"], attributes);
    const timeUs = microseconds(field(event, "timeUnixNano", "time_unix_nano") ?? 0, "an event's timeUnixNano");
    into.push({ name: textOf(event["name"]), timeUs, attributes });
  }
}

const SPAN_KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUS_CODES = ["UNSET", "OK", "ERROR"];

/** Integers by the specification; hand-written clients send names such as `SPAN_KIND_CLIENT`. */
function enumOf(value: unknown, names: readonly string[]): number {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value < names.length ? value : 0;
  if (typeof value !== "string") return 0;
  if (/^\d$/.test(value)) return enumOf(Number(value), names);
  return Math.max(0, names.indexOf(value.replace(/^(?:SPAN_KIND|STATUS_CODE)_/, "")));
}
