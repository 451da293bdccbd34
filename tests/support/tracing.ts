import { randomBytes } from "node:crypto";

import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import type {
  Attributes,
  AttributeValue,
  Context,
  Span,
  TextMapPropagator,
  Tracer,
  TracerProvider,
} from "@opentelemetry/api";

import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { AttributeInput, OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";

/** The smallest tracing an application can have: a provider that keeps ended spans, by scope. */
export class KeptSpans implements TracerProvider {
  readonly ended: { readonly scope: string; readonly span: OtlpSpan }[] = [];

  getTracer(scope: string): Tracer {
    const start = (
      name: string,
      options: { kind?: SpanKind; attributes?: Attributes } = {},
      from = context.active(),
    ): Span =>
      this.#start(name, { scope, kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {}, from });
    // Nothing here starts spans in the other way.
    return { startSpan: start, startActiveSpan: () => undefined as never };
  }

  /** What an exporter would send. */
  traces(): OtlpTraces {
    const scopeSpans = this.ended.map(({ scope, span }) => ({ scope: { name: scope }, spans: [span] }));
    return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans }] };
  }

  #start(name: string, made: { scope: string; kind: SpanKind; attributes: Attributes; from: Context }): Span {
    const parent = trace.getSpanContext(made.from);
    const ids = { traceId: parent?.traceId ?? hex(16), spanId: hex(8) };
    const startedAt = process.hrtime.bigint();
    const epoch = BigInt(Date.now()) * 1_000_000n;
    const attributes: Record<string, AttributeValue | undefined> = { ...made.attributes };
    let code: 0 | 1 | 2 = 0;
    const span: Span = {
      spanContext: () => ({ ...ids, traceFlags: 1 }),
      setAttribute: (key, value) => ((attributes[key] = value), span),
      setAttributes: (more) => (Object.assign(attributes, more), span),
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: (status) => ((code = status.code), span),
      updateName: () => span,
      isRecording: () => true,
      recordException: () => undefined,
      end: () => {
        const endedAt = epoch + (process.hrtime.bigint() - startedAt);
        const times = { startTimeUnixNano: String(epoch), endTimeUnixNano: String(endedAt) };
        // Of the values an attribute may have, lists of null are the only ones that these do not have.
        const own = toOtlpAttributes(attributes as Record<string, AttributeInput | undefined>);
        const placed = { ...ids, ...(parent && { parentSpanId: parent.spanId }), name, kind: made.kind + 1 };
        this.ended.push({
          scope: made.scope,
          span: { ...placed, ...times, attributes: own, status: { code } } as OtlpSpan,
        });
      },
    };
    return span;
  }
}

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** What most applications register: the W3C form of a trace's context. */
const W3C: TextMapPropagator = {
  fields: () => ["traceparent"],
  inject: (from, carrier: Record<string, string>) => {
    const span = trace.getSpanContext(from);
    if (span) carrier["traceparent"] = `00-${span.traceId}-${span.spanId}-01`;
  },
  extract: () => ROOT_CONTEXT,
};

/** Registers the propagator for as long as the work takes. */
export async function withPropagation<T>(work: () => Promise<T>): Promise<T> {
  propagation.setGlobalPropagator(W3C);
  try {
    return await work();
  } finally {
    propagation.disable();
  }
}
