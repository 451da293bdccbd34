import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { AttributeInput, OtlpEvent, OtlpSpan } from "#lib/domain/otlp.ts";

import type { DeclaredTool, ReplyFacts, RequestFacts } from "../api.ts";
import { toNanos } from "../clock.ts";
import { text } from "../peek.ts";
import { judgeJson } from "../verdict/judge-json.ts";
import { judgeTool } from "../verdict/judge-tool.ts";
import type { Judgement } from "../verdict/judge-tool.ts";
import { classifyCall } from "./classify-call.ts";
import { describeSideUsage } from "./describe-side-usage.ts";
import { estimateUsage } from "./estimate-usage.ts";
import type { KeyedHash } from "./keyed-hash.ts";
import type { OpenCall } from "./open-call.ts";

type Attributes = Record<string, AttributeInput | null | undefined>;

const MAX_TOOLS = 64;
const MAX_NAME_CHARS = 128;
const MAX_RAW_USAGE_CHARS = 4096;

/** The spans of an ended call: its own, and one for each part that is billed apart. No content leaves this function. */
export function describeCall(call: OpenCall, hash: KeyedHash): OtlpSpan[] {
  const request = call.api.readRequest(call.params);
  const reply = readReply(call);
  const tools = reply === null ? [] : judgeTools(request, reply);
  const json = reply !== null && asksForJson(request, reply) ? judgeJson(reply.texts, request.json?.schema) : null;
  const verdict = classifyCall(call, { request, reply, json, tools });
  const model = text(call.params["model"]) ?? "";
  const attributes: Attributes = {
    ...describeRequest(call, request),
    ...describeReply(call, reply),
    ...describeAttempts(call),
    [PROVIDER.errorType]: verdict.errorType,
    [OUTTURN.failure]: verdict.failure,
    [OUTTURN.quota]: verdict.quota ? true : null,
    [OUTTURN.json]: json,
    [OUTTURN.toolVerdicts]: tools.length === 0 ? null : writeVerdicts(tools, hash),
    [OUTTURN.toolsHash]: hash.ofValue(request.tools.wire),
    [OUTTURN.prefixHash]: hash.ofValue(request.prefix),
    [OUTTURN.requestHash]: call.wire === null ? hash.ofValue(call.params) : hash.of(call.wire),
  };
  const { context, parentSpanId } = call.origin;
  const span: OtlpSpan = {
    ...context,
    ...(parentSpanId !== null && { parentSpanId }),
    name: `${call.api.operation} ${model}`,
    kind: 3,
    startTimeUnixNano: toNanos(call.startMs),
    endTimeUnixNano: toNanos(call.endMs),
    attributes: toOtlpAttributes(attributes),
    events: describeAttemptEvents(call),
    ...(verdict.errorType !== null && { status: { code: 2 as const } }),
  };
  return [span, ...(reply === null ? [] : describeSideUsage(call, reply))];
}

function readReply(call: OpenCall): ReplyFacts | null {
  const { ending, collector } = call;
  if (collector !== null) return collector.reply();
  if (ending?.kind === "reply") return call.api.readReply(ending.body);
  return null;
}

/** A call that answered with a tool call did not ask for JSON; one that brought no answer at all says nothing about it. */
function asksForJson(request: RequestFacts, reply: ReplyFacts): boolean {
  return request.json !== null && reply.tools.length === 0 && reply.complete && reply.error === null;
}

function judgeTools(request: RequestFacts, reply: ReplyFacts): Judgement[] {
  if (reply.tools.length === 0) return [];
  const byName = new Map<string, DeclaredTool>();
  for (const tool of request.tools.declared) byName.set(tool.name, tool);
  const cut = reply.truncated || !reply.complete;
  // Where the request declares none, no provider would let a tool be called: they came from somewhere we cannot see.
  const complete = request.tools.complete && request.tools.declared.length > 0;
  const known = { byName, complete, cut };
  return reply.tools.slice(0, MAX_TOOLS).map((tool) => judgeTool(tool, known));
}

function describeRequest(call: OpenCall, request: RequestFacts): Attributes {
  const { api, origin, params } = call;
  const tier = request.serviceTier;
  return {
    [GEN_AI.operationName]: api.operation,
    [GEN_AI.providerName]: origin.provider,
    [GEN_AI.requestModel]: text(params["model"]),
    [GEN_AI.requestStream]: call.streamed ? true : null,
    [GEN_AI.requestMaxTokens]: request.maxTokens,
    [GEN_AI.requestTemperature]: request.temperature,
    [GEN_AI.requestReasoningLevel]: request.reasoningLevel,
    [GEN_AI.conversationId]: request.conversationId,
    [GEN_AI.outputType]: request.json === null ? null : "json",
    [PROVIDER.openaiApiType]: api.apiType,
    [api.family === "openai" ? PROVIDER.openaiRequestTier : PROVIDER.anthropicRequestTier]:
      tier === "auto" ? null : tier,
    [PROVIDER.serverAddress]: origin.host,
    [PROVIDER.serverPort]: origin.port,
    [OUTTURN.inputChars]: call.inputChars,
    [OUTTURN.taskId]: origin.task?.id,
    [OUTTURN.taskType]: origin.task?.type,
    ...describeTags(origin.task?.tags),
  };
}

function describeTags(tags: Readonly<Record<string, string>> | undefined): Attributes {
  const described: Attributes = {};
  for (const [key, value] of Object.entries(tags ?? {})) described[OUTTURN.tagPrefix + key] = value;
  return described;
}

function describeReply(call: OpenCall, reply: ReplyFacts | null): Attributes {
  if (reply === null) return {};
  const openai = call.api.family === "openai";
  const finishes = reply.finishReasons.length > 0 ? reply.finishReasons : null;
  const estimate = estimateUsage(call, reply);
  const ttft = call.firstContentMs === null ? null : (call.firstContentMs - call.startMs) / 1000;
  return {
    [GEN_AI.responseId]: reply.id,
    [GEN_AI.responseModel]: reply.model,
    [GEN_AI.finishReasons]: finishes,
    [GEN_AI.timeToFirstChunk]: ttft,
    [openai ? PROVIDER.openaiResponseTier : PROVIDER.anthropicResponseTier]: reply.serviceTier,
    [PROVIDER.anthropicSpeed]: reply.speed,
    ...(estimate ?? reply.usage),
    [OUTTURN.usageEstimated]: estimate === null ? null : true,
    [OUTTURN.usageRaw]: writeRaw(reply.usageRaw),
    [OUTTURN.usageTools]: Object.keys(reply.toolUses).length === 0 ? null : JSON.stringify(reply.toolUses),
  };
}

function writeRaw(raw: unknown): string | null {
  if (typeof raw !== "object" || raw === null) return null;
  const written = JSON.stringify(raw);
  return written.length > MAX_RAW_USAGE_CHARS ? null : written;
}

function describeAttempts(call: OpenCall): Attributes {
  const last = call.attempts.at(-1);
  if (last === undefined) return {};
  return {
    [PROVIDER.httpStatus]: last.status,
    [PROVIDER.resendCount]: call.attempts.length - 1,
    [OUTTURN.requestId]: last.requestId,
  };
}

function describeAttemptEvents(call: OpenCall): OtlpEvent[] {
  return call.attempts.map((attempt, index) => {
    const end = attempt.endMs ?? call.endMs;
    const first = call.firstContentMs;
    const answered = index === call.attempts.length - 1 && first !== null;
    return {
      timeUnixNano: toNanos(attempt.startMs),
      name: OUTTURN.attemptEvent,
      attributes: toOtlpAttributes({
        [OUTTURN.attemptIndex]: index,
        [PROVIDER.httpStatus]: attempt.status,
        [OUTTURN.attemptWaitMs]: attempt.waitMs === null ? null : round(attempt.waitMs),
        [OUTTURN.attemptDurationMs]: round(end - attempt.startMs),
        [OUTTURN.attemptTtftMs]: answered ? round(first - attempt.startMs) : null,
        [PROVIDER.errorType]: attempt.errorType,
        [OUTTURN.attemptRequestId]: attempt.requestId,
      }),
    };
  });
}

/** Milliseconds to the microsecond. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;

function writeVerdicts(tools: readonly Judgement[], hash: KeyedHash): string {
  return JSON.stringify(
    tools.map(({ name, verdict, violations, why, value }) => ({
      name: name.slice(0, MAX_NAME_CHARS),
      verdict,
      ...(violations.length > 0 && { violations }),
      ...(why !== null && { why }),
      ...(value !== undefined && { args_hash: hash.ofValue(value) ?? undefined }),
    })),
  );
}
