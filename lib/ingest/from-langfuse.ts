import { createHash } from "node:crypto";

import { OutturnError } from "#lib/domain/errors.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { isObject } from "./json-values.ts";

/** What is said of a trace or an observation of Langfuse's, all of it optional. */
export type Said = Readonly<Record<string, unknown>>;

/** An observation, all that was said of it together. */
export interface Observation {
  /** `generation`, `embedding`, `span`, `event` and Langfuse's other types. */
  readonly type: string;
  readonly said: Said;
  /** What is known of its trace. */
  readonly trace: Said;
  /** When the latest of it was said, in epoch milliseconds. */
  readonly saidMs: number;
}

/** The later word on each field; null and undefined say nothing. */
export function mergeSaid(before: Said, later: Said): Said {
  const said = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return { ...before, ...Object.fromEntries(said) };
}

/** Whether an observation is over as far as was said: what is not may be told more of. */
export function isOver({ type, said }: Pick<Observation, "type" | "said">): boolean {
  const told = [said["endTime"], said["usage"], said["usageDetails"]].some((value) => isSaid(value));
  return told || type === "event" || said["level"] === "ERROR";
}

/**
 * An observation of Langfuse's own API as the span that its OpenTelemetry SDK would have sent, which the ingest knows.
 * @throws OutturnError `bad_request` for one without a trace, an id or a start.
 */
export function observationTraces({ type, said, trace, saidMs }: Observation): OtlpTraces {
  const traceId = traceIdOf(said["traceId"]);
  const startMs = readTime(said, "startTime");
  if (startMs === null) {
    throw new OutturnError("bad_request", `The start is not known here any more: ${BY_OPENTELEMETRY}.`);
  }
  const endMs = readTime(said, "endTime") ?? (type === "event" ? startMs : Math.max(startMs, saidMs));
  const parent = textOf(said["parentObservationId"]);
  return wrap({
    traceId,
    spanId: spanIdOf(traceId, textOf(said["id"])),
    ...(parent === null ? {} : { parentSpanId: spanIdOf(traceId, parent) }),
    name: textOf(said["name"]) ?? type,
    kind: type === "generation" || type === "embedding" ? 3 : 1,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
    attributes: toOtlpAttributes({ ...traceAttributes(mergeSaid(trace, pick(said))), ...observed(type, said) }),
  });
}

/** A trace as a span of its own: its name, user, session and tags are its task's. `eventId` tells one word on it from the next. */
export function traceTraces(said: Said, eventId: string, saidMs: number): OtlpTraces {
  const traceId = traceIdOf(said["id"]);
  const at = nanos(readTime(said, "timestamp") ?? saidMs);
  return wrap({
    traceId,
    spanId: spanIdOf(traceId, `trace ${eventId}`),
    name: textOf(said["name"]) ?? "trace",
    kind: 1,
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    attributes: toOtlpAttributes({ "langfuse.observation.type": "span", ...traceAttributes(said) }),
  });
}

/** What to do where this API cannot say enough. */
export const BY_OPENTELEMETRY = "send spans by Langfuse's OpenTelemetry SDK to /v1/traces";

/** 32 hex digits; a UUID without its dashes is as many. @throws OutturnError `bad_request` for anything else. */
export function traceIdOf(said: unknown): string {
  const id = (textOf(said) ?? "").replaceAll("-", "").toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id)) return id;
  throw new OutturnError("bad_request", `traceId "${id.slice(0, 40)}" is not 32 hex digits: ${BY_OPENTELEMETRY}.`);
}

/** OpenTelemetry's own ids stay; others become as many digits, the same each time. */
function spanIdOf(traceId: string, id: string | null): string {
  if (id === null) throw new OutturnError("bad_request", "The observation has no id: send one.");
  if (/^[0-9a-f]{16}$/.test(id) && !/^0+$/.test(id)) return id;
  return createHash("sha256").update(`${traceId} ${id}`).digest("hex").slice(0, 16);
}

function traceAttributes(trace: Said) {
  const metadata = isObject(trace["metadata"]) ? Object.entries(trace["metadata"]) : [];
  const tags = Array.isArray(trace["tags"]) ? trace["tags"].filter((tag) => typeof tag === "string") : [];
  return {
    ...Object.fromEntries(metadata.map(([key, value]) => [`langfuse.trace.metadata.${key}`, wordOf(value)])),
    "langfuse.trace.name": textOf(trace["name"]),
    "langfuse.trace.tags": tags.length === 0 ? null : tags,
    "langfuse.user.id": textOf(trace["userId"]),
    "langfuse.session.id": textOf(trace["sessionId"]),
    "langfuse.environment": textOf(trace["environment"]),
    "langfuse.release": textOf(trace["release"]),
  };
}

/** What an observation says itself of its session, its user and where it ran. */
function pick({ environment, sessionId, userId, tags }: Said): Said {
  return { environment, sessionId, userId, tags };
}

function observed(type: string, said: Said) {
  return {
    "langfuse.observation.type": type,
    "langfuse.observation.model.name": textOf(said["model"]),
    "langfuse.observation.model.parameters": jsonOf(said["modelParameters"]),
    "langfuse.observation.usage_details": jsonOf(readUsage(said)),
    "langfuse.observation.completion_start_time": jsonOf(said["completionStartTime"]),
    "langfuse.observation.level": textOf(said["level"]),
    "langfuse.observation.status_message": textOf(said["statusMessage"]),
    "langfuse.observation.input": jsonOf(said["input"]),
    "langfuse.observation.output": jsonOf(said["output"]),
  };
}

/** Counts of parts that are apart; OpenAI's hold their details and are taken apart. Null for what does not count tokens. */
function readUsage({ usageDetails, usage }: Said): Said | null {
  const counts = isObject(usageDetails) ? usageDetails : isObject(usage) ? usage : null;
  if (counts === null) return null;
  const unit = counts["unit"];
  if (isSaid(unit) && unit !== "TOKENS") return null;
  const said = (...names: string[]): unknown => names.map((name) => counts[name]).find((value) => isSaid(value));
  const input = said("promptTokens", "prompt_tokens", "input_tokens", "input");
  const output = said("completionTokens", "completion_tokens", "output_tokens", "output");
  const read = partsOf(said("prompt_tokens_details", "input_tokens_details"), "input", ["cached", "audio"]);
  const wrote = partsOf(said("completion_tokens_details", "output_tokens_details"), "output", ["reasoning", "audio"]);
  return { ...counts, ...read, ...wrote, input: without(input, read), output: without(output, wrote) };
}

function partsOf(details: unknown, side: string, kinds: readonly string[]): Readonly<Record<string, number>> {
  if (!isObject(details)) return {};
  const parts: Record<string, number> = {};
  for (const kind of kinds) {
    const count = details[`${kind}_tokens`];
    if (typeof count === "number") parts[`${side}_${kind}_tokens`] = count;
  }
  return parts;
}

function without(total: unknown, parts: Readonly<Record<string, number>>): unknown {
  if (typeof total !== "number") return total;
  return Object.values(parts).reduce((rest, count) => rest - count, total);
}

function wrap(span: OtlpSpan): OtlpTraces {
  const resource = { attributes: [] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "langfuse-sdk" }, spans: [span] }] }] };
}

function readTime(said: Said, name: string): number | null {
  const text = textOf(said[name]);
  if (text === null) return null;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new OutturnError("bad_request", `${name} "${text.slice(0, 40)}" is not a time: send an ISO 8601 text.`);
}

function nanos(ms: number): string {
  return `${BigInt(ms) * 1_000_000n}`;
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function wordOf(value: unknown): string | number | boolean | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function jsonOf(value: unknown): string | null {
  return isSaid(value) ? JSON.stringify(value) : null;
}
