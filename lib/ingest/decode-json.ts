import { OutturnError } from "#lib/domain/errors.ts";
import { emptySpan, LIMITS } from "./decoded-span.ts";
import type { AttributeValue, DecodedEvent, DecodedRequest, DecodedSpan } from "./decoded-span.ts";
import {
  asList,
  asObject,
  field,
  guarded,
  hexOf,
  isObject,
  microseconds,
  own,
  readAttributes,
  textOf,
} from "./json-values.ts";
import type { Json } from "./json-values.ts";

/**
 * Reads an ExportTraceServiceRequest in OTLP/JSON, which differs from proto3 JSON: hex ids, integer enums, 64-bit
 * integers as text or number. A span that cannot be read is a defect of its own.
 * @throws OutturnError `malformed_payload` when the body is not a JSON object with a list of resourceSpans.
 */
export function decodeJson(body: unknown): DecodedRequest {
  if (!isObject(body)) throw new OutturnError("malformed_payload", "the body is not a JSON object with resourceSpans");
  const resourceSpans = field(body, "resourceSpans", "resource_spans");
  if (resourceSpans === undefined || resourceSpans === null) {
    const other = ["resourceLogs", "resourceMetrics", "resource_logs", "resource_metrics"].find((key) =>
      own(body, key),
    );
    if (other === undefined) return { items: [], defects: [] };
    throw new OutturnError("malformed_payload", `the body holds ${other}: traces are resourceSpans`);
  }
  if (!Array.isArray(resourceSpans)) throw new OutturnError("malformed_payload", "resourceSpans is not a list");
  const request: DecodedRequest = { items: [], defects: [] };
  for (const entry of resourceSpans) guarded(request, "resourceSpans", () => readResourceSpans(entry, request));
  return request;
}

function readResourceSpans(entry: unknown, request: DecodedRequest): void {
  const resource = new Map<string, AttributeValue>();
  const holder = asObject(entry, "an entry of resourceSpans");
  const described = holder["resource"];
  if (isObject(described)) readAttributes(described["attributes"], resource);
  const scopes = asList(field(holder, "scopeSpans", "scope_spans"), "scopeSpans");
  for (const scoped of scopes) {
    guarded(request, "scopeSpans", () => {
      const group = asObject(scoped, "an entry of scopeSpans");
      const scope = isObject(group["scope"]) ? group["scope"] : {};
      const origin = { resource, scope: textOf(scope["name"]), scopeVersion: textOf(scope["version"]) };
      for (const span of asList(group["spans"], "spans")) {
        guarded(request, "span", () => request.items.push(readSpan(asObject(span, "a span"), emptySpan(origin))));
      }
    });
  }
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
