import { createHash, randomFillSync } from "node:crypto";

/** Where a span hangs in its trace. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

const POOL = Buffer.allocUnsafe(4096);
/** Random digits not used yet: drawn many at once, since each draw is a system call. */
let digits = "";

function randomHex(length: number): string {
  if (digits.length < length) digits = randomFillSync(POOL).toString("hex");
  const hex = digits.slice(0, length);
  digits = digits.slice(length);
  return hex;
}

export const newTraceId = (): string => randomHex(32);
export const newSpanId = (): string => randomHex(16);

/** Ids that everybody who sees the same thing gives it: seen twice, it is one span. */
export function idsOf(thing: string): SpanContext {
  const hex = createHash("sha256").update(thing).digest("hex");
  return { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) };
}

/** A context of `@opentelemetry/api`: a bag of values that follows the work. */
export interface OtelContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): OtelContext;
}

interface OpenTelemetryGlobal {
  readonly context?: { active(): OtelContext };
  readonly trace?: unknown;
}

/**
 * Where `@opentelemetry/api` keeps the one registration that all its copies share, and the key of the active span. Read
 * from there, the package need not be installed, and another copy of it in the application is seen all the same.
 */
const REGISTRATION = Symbol.for("opentelemetry.js.api.1");
export const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");

/** What the application registered with OpenTelemetry; undefined when it did not. */
export function registeredApi(): OpenTelemetryGlobal | undefined {
  // Looked up by its published symbol; absent, it is undefined.
  return (globalThis as Record<symbol, unknown>)[REGISTRATION] as OpenTelemetryGlobal | undefined;
}

/** The application's own active context, if it uses OpenTelemetry; else null. */
export function activeContext(): OtelContext | null {
  return registeredApi()?.context?.active() ?? null;
}

/** The span that is active in a context; null when there is none. */
export function spanIn(active: OtelContext | null): SpanContext | null {
  const span = active?.getValue(SPAN_KEY) as { spanContext?(): SpanContext } | undefined;
  const context = span?.spanContext?.();
  if (context === undefined || !/[^0]/.test(context.traceId) || context.traceId.length !== 32) return null;
  return { traceId: context.traceId, spanId: context.spanId };
}

/** A span as another process names it. */
interface CarriedSpan extends SpanContext {
  /** 1 where it is sampled. */
  readonly traceFlags?: number;
}

/** The span that a W3C `traceparent` header names; null when there is none. */
export function readTraceParent(header: string | null): CarriedSpan | null {
  if (header === null) return null;
  const parts = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(header);
  const [, traceId = "", spanId = "", flags = ""] = parts ?? [];
  return /[^0]/.test(traceId) ? { traceId, spanId, traceFlags: Number.parseInt(flags, 16) } : null;
}

/** A context in which that span is the active one; null where there is no context to begin with. */
export function withSpan(around: OtelContext | null, span: CarriedSpan): OtelContext | null {
  return around?.setValue(SPAN_KEY, { spanContext: () => span }) ?? null;
}
