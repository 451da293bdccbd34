import type { Call, ToolCall } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

let made = 0;

/** A generation call of 100 ms in that cost a cent, with whatever a test says otherwise. */
export function call(taskId: string, at: string, over: Partial<Call> = {}): Call {
  made += 1;
  const startUs = Date.parse(at) * 1000;
  return {
    traceId: taskId.padEnd(32, "0"),
    spanId: String(made).padStart(16, "0"),
    parentSpanId: null,
    scope: "outturn",
    ownTaskId: taskId,
    startUs,
    endUs: startUs + 100_000,
    operation: "generation",
    provider: "openai",
    model: "gpt-4o-mini",
    requestModel: "gpt-4o-mini",
    responseModel: null,
    responseId: null,
    requestId: null,
    serviceTier: null,
    streamed: null,
    ttftMs: null,
    finishReasons: [],
    httpStatus: 200,
    errorType: null,
    usage: {
      inputUncached: 1000,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: 50,
      reasoning: 0,
      audioInput: null,
      audioCacheRead: null,
      audioOutput: null,
      toolUses: {},
    },
    inputRule: "exclusive",
    usageRaw: null,
    cost: { total: 10_000_000n, input: 5_000_000n, possiblyBilled: null, estimated: false, source: "test" },
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
    inputChars: 500,
    markedReask: null,
    fromCache: false,
    key: "test",
    facts: { type: "triage" },
    attributeCount: 1,
    contentHash: String(made),
    ...over,
  };
}

export function toolCall(name: string, over: Partial<ToolCall> = {}): ToolCall {
  return { name, verdict: "valid", violations: [], why: null, argsHash: null, ...over };
}

/** What the application says became of a task. */
export function outcome(taskId: string, at: string, what: "succeeded" | "failed"): TaskEvent {
  made += 1;
  const startUs = Date.parse(at) * 1000;
  return {
    id: `api:${made}`,
    kind: "api",
    ownTaskId: taskId,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    scope: "api",
    name: "outcome",
    startUs,
    endUs: startUs,
    facts: { outcome: { outcome: what, reason: null, source: "reported", atUs: startUs } },
    attributeCount: 0,
    contentHash: String(made),
  };
}
