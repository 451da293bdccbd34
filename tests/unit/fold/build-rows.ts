import type { Call, CallCost, Usage } from "#lib/domain/call.ts";
import type { Outcome, OutcomeSource, TaskEvent } from "#lib/domain/task.ts";

/** 2026-11-16T10:00:00Z, a Monday, in microseconds. */
export const MONDAY_US = Date.UTC(2026, 10, 16, 10) * 1000;

export const NO_USAGE: Usage = {
  inputUncached: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  reasoning: null,
  audioInput: null,
  audioCacheRead: null,
  audioOutput: null,
  toolUses: {},
};

export const cost = (total: bigint | null, input: bigint | null = null): CallCost => ({
  total,
  input,
  possiblyBilled: null,
  estimated: false,
  source: total === null ? null : "test prices",
});

let spans = 0;

/** A generation call that ended ok: one second long, `at` seconds after Monday ten o'clock, 1,000 nano-dollars. */
export function aCall({ at = 0, lasts = 1, ...fields }: Partial<Call> & { at?: number; lasts?: number } = {}): Call {
  const spanId = fields.spanId ?? (++spans).toString(16).padStart(16, "0");
  const startUs = MONDAY_US + at * 1_000_000;
  return {
    traceId: "0".repeat(31) + "1",
    spanId,
    parentSpanId: null,
    scope: "outturn",
    ownTaskId: "t1",
    startUs,
    endUs: startUs + lasts * 1_000_000,
    operation: "generation",
    provider: "openai",
    model: "gpt-4o",
    requestModel: "gpt-4o",
    responseModel: null,
    responseId: null,
    requestId: null,
    serviceTier: null,
    streamed: false,
    ttftMs: null,
    finishReasons: ["stop"],
    httpStatus: 200,
    errorType: null,
    usage: { ...NO_USAGE, inputUncached: 100, output: 10 },
    inputRule: "inclusive",
    usageRaw: null,
    cost: cost(1_000n, 800n),
    failure: "ok",
    quota: false,
    attempts: null,
    resendCount: null,
    toolCalls: [],
    json: null,
    jsonMechanism: null,
    jsonValues: null,
    toolsOffered: null,
    toolsHash: null,
    prefixHash: null,
    requestHash: null,
    inputChars: null,
    markedReask: null,
    fromCache: false,
    key: "default",
    facts: {},
    attributeCount: 10,
    contentHash: `hash of ${spanId}`,
    ...fields,
  };
}

/** A span that is no model call, or something said over the API: `at` seconds after Monday ten o'clock. */
export function anEvent({
  at = 0,
  lasts = 0,
  ...fields
}: Partial<TaskEvent> & { at?: number; lasts?: number } = {}): TaskEvent {
  const spanId = fields.spanId ?? (++spans).toString(16).padStart(16, "0");
  const traceId = "0".repeat(31) + "1";
  const startUs = MONDAY_US + at * 1_000_000;
  return {
    id: `span:${fields.traceId ?? traceId}/${spanId}`,
    kind: "span",
    ownTaskId: "t1",
    traceId,
    spanId,
    parentSpanId: null,
    scope: "outturn",
    name: "task",
    startUs,
    endUs: startUs + lasts * 1_000_000,
    facts: {},
    attributeCount: 5,
    contentHash: `hash of ${spanId}`,
    ...fields,
  };
}

interface Said {
  readonly at?: number;
  readonly id?: string;
  readonly source?: OutcomeSource;
  readonly reason?: string | null;
}

/** An event that reports an outcome over the API, a minute after Monday ten o'clock. */
export function anOutcome(outcome: Outcome, said: Said = {}): TaskEvent {
  const { at = 60, id = `api:${outcome}`, source = "reported", reason = null } = said;
  const atUs = MONDAY_US + at * 1_000_000;
  return anEvent({
    id,
    kind: "api",
    traceId: null,
    spanId: null,
    at,
    facts: { outcome: { outcome, reason, source, atUs } },
    contentHash: `hash of ${id}`,
  });
}
