import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { AttributeInput, OtlpEvent, OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import { acceptTraces } from "#lib/ingest/accept-traces.ts";
import type { TracesAnswer, TracesRequest } from "#lib/ingest/accept-traces.ts";
import { MemoryStore } from "#lib/ingest/memory-store.ts";

/** The clock of these tests. */
export const NOW_MS = Date.UTC(2026, 10, 22, 12);
export const START_NS = BigInt(Date.UTC(2026, 10, 22, 11)) * 1_000_000n;

export type AttributeMap = Readonly<Record<string, AttributeInput | null>>;

/** A chat call of one second; attributes given are added to, or replace, the usual ones. */
export function chatSpan(attributes: AttributeMap = {}, span: Partial<OtlpSpan> = {}): OtlpSpan {
  return {
    traceId: "0123456789abcdef0123456789abcdef",
    spanId: "0123456789abcdef",
    name: "chat gpt-4o-mini",
    kind: 3,
    startTimeUnixNano: String(START_NS),
    endTimeUnixNano: String(START_NS + 1_000_000_000n),
    attributes: toOtlpAttributes({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4o-mini",
      "gen_ai.usage.input_tokens": 1000,
      "gen_ai.usage.output_tokens": 100,
      ...attributes,
    }),
    ...span,
  };
}

export function event(name: string, attributes: AttributeMap, afterMs = 0): OtlpEvent {
  return {
    name,
    timeUnixNano: String(START_NS + BigInt(afterMs) * 1_000_000n),
    attributes: toOtlpAttributes(attributes),
  };
}

export interface Wrapping {
  readonly scope?: string;
  readonly resource?: AttributeMap;
}

export function wrap(spans: readonly OtlpSpan[], { scope = "test", resource = {} }: Wrapping = {}): OtlpTraces {
  return {
    resourceSpans: [
      { resource: { attributes: toOtlpAttributes(resource) }, scopeSpans: [{ scope: { name: scope }, spans }] },
    ],
  };
}

export interface Taken {
  readonly answer: TracesAnswer;
  readonly calls: readonly Call[];
  readonly events: readonly TaskEvent[];
}

/** Sends a body as JSON, unless told otherwise, to a store of its own. */
export async function send(body: unknown, request: Partial<TracesRequest> = {}): Promise<Taken> {
  const store = new MemoryStore();
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const answer = await acceptTraces(
    { contentType: "application/json", contentEncoding: null, body: bytes, ...request },
    { projectId: "project", key: "default", nowMs: NOW_MS, store },
  );
  return { answer, calls: store.calls, events: store.events };
}

/** The one call that a span becomes. */
export async function callOf(span: OtlpSpan, wrapping?: Wrapping): Promise<Call> {
  const { answer, calls } = await send(wrap([span], wrapping));
  const [call] = calls;
  if (call === undefined) throw new Error(`no call: ${String(answer.status)} ${String(answer.body)}`);
  return call;
}
