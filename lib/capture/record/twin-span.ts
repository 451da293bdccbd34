import type { OtlpAttribute, OtlpSpan, OtlpValue } from "#lib/domain/otlp.ts";

import { registeredApi, SPAN_KEY } from "./trace-context.ts";
import type { OtelContext, SpanContext } from "./trace-context.ts";

type Plain = string | number | boolean | string[];

/** A span of the application's OpenTelemetry SDK, as far as it is used here. */
interface OtelSpan {
  spanContext(): SpanContext;
  setAttributes(attributes: Record<string, Plain>): unknown;
  addEvent(name: string, attributes: Record<string, Plain>, atMs: number): unknown;
  setStatus(status: { readonly code: number }): unknown;
  end(atMs: number): void;
}

interface TracerProvider {
  getTracer(name: string): {
    startSpan(
      name: string,
      options: { readonly kind: number; readonly startTime: number },
      within: OtelContext,
    ): OtelSpan;
  };
}

export interface TwinStart {
  readonly name: string;
  readonly kind: OtlpSpan["kind"];
  /** Epoch milliseconds. */
  readonly startMs: number;
  /** Where it hangs: the context that was active when its work began. */
  readonly within: OtelContext;
}

/**
 * One of our spans in the application's own OpenTelemetry SDK, so that its exporter gets the same: it is begun there, and ours takes
 * its ids. A trace that the application does not sample still has ids, so its record is there all the same.
 */
export class TwinSpan {
  readonly context: SpanContext;
  readonly #span: OtelSpan;
  readonly #within: OtelContext;

  private constructor(span: OtelSpan, within: OtelContext) {
    const { traceId, spanId } = span.spanContext();
    this.context = { traceId, spanId };
    this.#span = span;
    this.#within = within;
  }

  /** Null where the application has no OpenTelemetry SDK, or one that gives no ids. Never throws. */
  static begin({ name, kind, startMs, within }: TwinStart): TwinSpan | null {
    // What is registered there implements the interface of the API's own package.
    const provider = registeredApi()?.trace as TracerProvider | undefined;
    if (provider === undefined) return null;
    try {
      // The API counts its kinds from 0, the wire from 1.
      const span = provider.getTracer("outturn").startSpan(name, { kind: kind - 1, startTime: startMs }, within);
      const twin = new TwinSpan(span, within);
      return /[^0]/.test(twin.context.spanId) ? twin : null;
    } catch {
      return null;
    }
  }

  /** The context of work done inside it. */
  get inside(): OtelContext {
    return this.#within.setValue(SPAN_KEY, this.#span);
  }

  /** Takes over what our span says, and ends. What the application's own SDK throws is not the record's trouble. */
  end(said: OtlpSpan): void {
    try {
      this.#end(said);
    } catch {
      // The record itself goes its own way.
    }
  }

  #end(said: OtlpSpan): void {
    this.#span.setAttributes(plainAttributes(said.attributes));
    for (const { name, attributes, timeUnixNano } of said.events ?? []) {
      this.#span.addEvent(name, plainAttributes(attributes), toMillis(timeUnixNano));
    }
    if (said.status !== undefined) this.#span.setStatus({ code: said.status.code });
    this.#span.end(toMillis(said.endTimeUnixNano));
  }
}

const toMillis = (nanos: string): number => Number(nanos) / 1e6;

function plainAttributes(attributes: readonly OtlpAttribute[]): Record<string, Plain> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: OtlpValue): Plain {
  if ("arrayValue" in value) return value.arrayValue.values.map((entry) => String(plain(entry)));
  if ("stringValue" in value) return value.stringValue;
  if ("intValue" in value) return Number(value.intValue);
  return "boolValue" in value ? value.boolValue : value.doubleValue;
}
