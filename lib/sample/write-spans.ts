import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { toOtlpAttributes, type AttributeInput, type OtlpEvent, type OtlpSpan } from "#lib/domain/otlp.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import { MODELS } from "#lib/sample/fitted.ts";
import type { SimulatedAttempt, SimulatedCall, SimulatedTask } from "#lib/sample/simulated-task.ts";

const HOSTS = {
  openai: "api.openai.com",
  anthropic: "api.anthropic.com",
  "gcp.gemini": "generativelanguage.googleapis.com",
} as const;

type Attributes = Record<string, AttributeInput | null | undefined>;

const nanos = (us: Microseconds): string => `${us}000`;
const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Whether the provider or the transport failed the call, so that the span is an error with a type. */
function errorOf(call: SimulatedCall): FailureClass | null {
  const answered = call.usage !== null && !call.usage.estimated;
  return call.failure === "ok" || answered ? null : call.failure;
}

function finishReasons(call: SimulatedCall): string[] | null {
  if (call.usage === null || call.operation === "embeddings") return null;
  const anthropic = MODELS[call.model].provider === "anthropic";
  if (call.failure === "truncated") return [anthropic ? "max_tokens" : "length"];
  if (call.failure === "refusal" && anthropic) return ["refusal"];
  if (call.failure === "content_filter") return ["content_filter"];
  if (call.failure === "stream_interrupted") return null;
  if (call.tools.length > 0) return [anthropic ? "tool_use" : "tool_calls"];
  return [anthropic ? "end_turn" : "stop"];
}

function attemptEvent(attempt: SimulatedAttempt, index: number): OtlpEvent {
  return {
    timeUnixNano: nanos(attempt.startUs),
    name: OUTTURN.attemptEvent,
    attributes: toOtlpAttributes({
      [OUTTURN.attemptIndex]: index,
      [PROVIDER.httpStatus]: attempt.httpStatus,
      [OUTTURN.attemptWaitMs]: round(attempt.waitMs),
      [OUTTURN.attemptDurationMs]: round(attempt.durationMs),
      [OUTTURN.attemptTtftMs]: attempt.ttftMs === null ? null : round(attempt.ttftMs),
      [PROVIDER.errorType]: attempt.failure === "ok" ? null : attempt.failure,
      [OUTTURN.attemptRequestId]: attempt.requestId,
    }),
  };
}

function usageAttributes({ usage, operation }: SimulatedCall): Attributes {
  if (usage === null) return {};
  if (operation === "embeddings") return { [GEN_AI.inputTokens]: usage.input };
  return {
    [GEN_AI.inputTokens]: usage.input,
    [GEN_AI.outputTokens]: usage.output,
    [GEN_AI.cacheReadTokens]: usage.cacheRead > 0 ? usage.cacheRead : null,
    [GEN_AI.reasoningTokens]: usage.reasoning > 0 ? usage.reasoning : null,
    [OUTTURN.usageEstimated]: usage.estimated ? true : null,
  };
}

function verdictsOf(call: SimulatedCall): string | null {
  if (call.tools.length === 0) return null;
  const verdicts = call.tools.map(({ name, verdict, violations, argsHash }) =>
    violations.length === 0
      ? { name, verdict, args_hash: argsHash }
      : { name, verdict, violations, args_hash: argsHash },
  );
  return JSON.stringify(verdicts);
}

function taskAttributes(task: SimulatedTask): Attributes {
  const attributes: Attributes = {
    [OUTTURN.taskId]: task.id,
    [OUTTURN.taskType]: task.type,
    [PROVIDER.environment]: task.environment,
  };
  for (const [name, value] of Object.entries(task.tags)) attributes[`${OUTTURN.tagPrefix}${name}`] = value;
  return attributes;
}

function checkAttributes(checks: Readonly<Record<string, boolean>>): Attributes {
  return Object.fromEntries(
    Object.entries(checks).map(([name, passed]) => [`${OUTTURN.checkPrefix}${name}`, passed] as const),
  );
}

/** The tier the provider says it served on, and which of its APIs was called. */
function tierAttributes({ model, usage, operation }: SimulatedCall): Attributes {
  const { provider } = MODELS[model];
  const answered = usage !== null && operation === "chat";
  return {
    [PROVIDER.openaiApiType]: provider === "openai" && operation === "chat" ? "chat_completions" : null,
    [PROVIDER.openaiResponseTier]: provider === "openai" && answered ? "default" : null,
    [PROVIDER.anthropicResponseTier]: provider === "anthropic" && answered ? "standard" : null,
  };
}

function callSpan(task: SimulatedTask, call: SimulatedCall): OtlpSpan {
  const { provider, served } = MODELS[call.model];
  const last = call.attempts.at(-1);
  const error = errorOf(call);
  const json = task.type === "invoice_extraction" && call.operation === "chat";
  return {
    traceId: task.traceId,
    spanId: call.spanId,
    parentSpanId: task.spanId,
    name: `${call.operation} ${call.model}`,
    kind: 3,
    startTimeUnixNano: nanos(call.startUs),
    endTimeUnixNano: nanos(call.endUs),
    attributes: toOtlpAttributes({
      ...taskAttributes(task),
      [GEN_AI.operationName]: call.operation,
      [GEN_AI.providerName]: provider,
      [GEN_AI.requestModel]: call.model,
      [GEN_AI.requestStream]: call.streamed ? true : null,
      [GEN_AI.outputType]: json ? "json" : null,
      [GEN_AI.responseId]: call.responseId,
      [GEN_AI.responseModel]: call.usage === null ? null : served,
      [GEN_AI.finishReasons]: finishReasons(call),
      [GEN_AI.timeToFirstChunk]: call.ttftMs === null ? null : Math.round(call.ttftMs * 1000) / 1e6,
      ...usageAttributes(call),
      ...tierAttributes(call),
      [PROVIDER.serverAddress]: HOSTS[provider],
      [PROVIDER.httpStatus]: last?.httpStatus,
      [PROVIDER.resendCount]: call.attempts.length - 1,
      [PROVIDER.errorType]: error,
      [OUTTURN.failure]: call.failure,
      [OUTTURN.json]: call.json,
      [OUTTURN.toolVerdicts]: verdictsOf(call),
      [OUTTURN.inputChars]: call.inputChars,
      [OUTTURN.toolsHash]: call.toolsHash,
      [OUTTURN.prefixHash]: call.prefixHash,
      [OUTTURN.requestHash]: call.requestHash,
      [OUTTURN.requestId]: last?.requestId,
      ...checkAttributes(call.checks),
    }),
    events: call.attempts.map(attemptEvent),
    status: error === null ? { code: 0 } : { code: 2, message: error },
  };
}

function taskSpan(task: SimulatedTask): OtlpSpan {
  return {
    traceId: task.traceId,
    spanId: task.spanId,
    name: `task ${task.type}`,
    kind: 1,
    startTimeUnixNano: nanos(task.startUs),
    endTimeUnixNano: nanos(task.endUs),
    attributes: toOtlpAttributes({
      ...taskAttributes(task),
      [PROVIDER.userId]: task.user,
      [OUTTURN.expectedTool]: task.type === "lead_qualification" ? "crm_lookup" : null,
      [OUTTURN.taskOutcome]: task.outcome,
      [OUTTURN.taskFailureReason]: task.outcome === "failed" ? task.reason : null,
      ...checkAttributes(task.checks),
    }),
  };
}

/** The spans of a task in the order in which a client would send them: calls as they end, the task last. */
export function spansOf(task: SimulatedTask): OtlpSpan[] {
  return [...task.calls.map((call) => callSpan(task, call)), taskSpan(task)];
}
