import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

import type { AttributeInput, OtlpSpan } from "#lib/domain/otlp.ts";
import { toOtlpValue } from "#lib/domain/otlp.ts";

/** Attributes by OpenTelemetry's names; what is undefined is left out. Never content, ids of people or addresses. */
export type SpanFacts = Readonly<Record<string, AttributeInput | undefined>>;

export interface NewSpan {
  readonly name: string;
  readonly kind: "server" | "internal";
  readonly facts?: SpanFacts;
}

/** The server's own spans. */
export interface Tracer {
  /** Runs `work` as a span, below the one that is running; `describe` says what came of it. Neither is asked without a receiver. */
  span<T>(span: () => NewSpan, work: () => Promise<T>, describe?: (result: T) => SpanFacts): Promise<T>;
  /** A span that ended just now elsewhere. */
  note(span: NewSpan, durationMs: number): void;
  /** Hands on what is left. */
  close(): Promise<void>;
}

/** For a server that is not traced: costs nothing. */
export const NO_TRACER: Tracer = {
  span: async (_span, work) => work(),
  note: () => undefined,
  close: async () => Promise.resolve(),
};

interface Place {
  readonly traceId: string;
  readonly spanId: string;
}

const KINDS = { internal: 1, server: 2 } as const;

/** @param finished takes each span as it ends, without waiting. */
export function createTracer(finished: (span: OtlpSpan) => void, close: () => Promise<void>): Tracer {
  const current = new AsyncLocalStorage<Place>();
  const end = (
    { name, kind, facts }: NewSpan,
    place: Place,
    times: { startMs: number; endMs: number },
    failed: boolean,
  ) => {
    const parent = current.getStore();
    finished({
      ...place,
      ...(parent !== undefined && { parentSpanId: parent.spanId }),
      name,
      kind: KINDS[kind],
      startTimeUnixNano: nanos(times.startMs),
      endTimeUnixNano: nanos(times.endMs),
      attributes: Object.entries(facts ?? {}).flatMap(([key, value]) =>
        value === undefined ? [] : [{ key, value: toOtlpValue(value) }],
      ),
      ...(failed && { status: { code: 2 as const } }),
    });
  };
  const place = (): Place => ({
    traceId: current.getStore()?.traceId ?? randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
  });
  return {
    async span(begin, work, describe) {
      const span = begin();
      const own = place();
      const startMs = now();
      try {
        const result = await current.run(own, work);
        const facts = { ...span.facts, ...describe?.(result) };
        end({ ...span, facts }, own, { startMs, endMs: now() }, isFailure(facts));
        return result;
      } catch (error) {
        const type = error instanceof Error ? error.name : typeof error;
        end({ ...span, facts: { ...span.facts, "error.type": type } }, own, { startMs, endMs: now() }, true);
        throw error;
      }
    },
    note(span, durationMs) {
      const endMs = now();
      end(span, place(), { startMs: endMs - durationMs, endMs }, false);
    },
    close,
  };
}

function isFailure(facts: SpanFacts): boolean {
  return Number(facts["http.response.status_code"] ?? 0) >= 500;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}
