import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";

import type { ReplyFacts, RequestFacts } from "../api.ts";
import { toNanos } from "../clock.ts";
import type { ContentWriter } from "../content/describe-content.ts";
import { text } from "../peek.ts";
import type { Attempt } from "./attempt.ts";
import { AttributeList, quote } from "./attribute-list.ts";
import { classifyCall } from "./classify-call.ts";
import type { CallVerdict } from "./classify-call.ts";
import { describeSideUsage } from "./describe-side-usage.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { judgeReply, writeVerdicts } from "./judge-reply.ts";
import type { Verdicts } from "./judge-reply.ts";
import type { KeyedHash } from "./keyed-hash.ts";
import type { OpenCall } from "./open-call.ts";
import { readRateLimits } from "./read-rate-limits.ts";
import { rememberTools } from "./remember-tools.ts";

/** Clouds whose requests name the model in their path: their body alone does not tell two models apart. */
const MODEL_IN_PATH: ReadonlySet<string> = new Set(["aws.bedrock", "gcp.vertex_ai"]);
const MAX_RAW_USAGE_CHARS = 4096;

/** The spans of an ended call as OTLP/JSON: its own, and one for each part billed apart. No content leaves this function unless the call keeps it. */
export function describeCall(call: OpenCall, hash: KeyedHash): string[] {
  const request = call.api.readRequest(call.params);
  const reply = readReply(call);
  const tools = rememberTools(request.tools.wire, call.wire, hash);
  const verdicts = judgeReply(call, { request, reply, tools });
  const verdict = classifyCall(call, { request, reply, ...verdicts });
  const model = text(call.params["model"]) ?? "";
  const attributes = new AttributeList();
  describeRequest(call, request, attributes);
  if (reply !== null) describeReply(call, reply, attributes);
  describeAttempts(call, attributes);
  describeVerdict(verdict, verdicts, attributes);
  attributes.add(OUTTURN.toolVerdicts, writeVerdicts(verdicts.tools, hash));
  attributes
    .add(OUTTURN.toolsHash, tools?.hash)
    .add(OUTTURN.prefixHash, hash.ofValue(request.prefix))
    .add(OUTTURN.requestHash, hashRequest(call, hash));
  if (call.content !== null) describeContent(call, call.content, attributes);
  const { traceId, spanId } = call.origin.context;
  const parent = call.origin.parentSpanId;
  const span =
    `{"traceId":"${traceId}","spanId":"${spanId}"${parent === null ? "" : `,"parentSpanId":"${parent}"`}` +
    `,"name":${quote(`${call.api.operation} ${model}`)},"kind":3,"startTimeUnixNano":"${toNanos(call.startMs)}"` +
    `,"endTimeUnixNano":"${toNanos(call.endMs)}","attributes":${attributes.json},"events":[${describeAttemptEvents(call)}]` +
    (verdict.errorType === null ? "}" : ',"status":{"code":2}}');
  if (reply === null || reply.sideUsage.length === 0) return [span];
  return [span, ...describeSideUsage(call, reply).map((part) => JSON.stringify(part))];
}

function describeVerdict({ failure, quota, errorType }: CallVerdict, verdicts: Verdicts, to: AttributeList): void {
  const { json, mechanism, jsonValues } = verdicts;
  to.add(PROVIDER.errorType, errorType)
    .add(OUTTURN.failure, failure)
    .add(OUTTURN.quota, quota ? true : null)
    .add(OUTTURN.json, json)
    .add(OUTTURN.jsonMechanism, mechanism)
    .add(OUTTURN.jsonValues, jsonValues === null ? null : JSON.stringify(jsonValues));
}

function describeContent(call: OpenCall, writer: ContentWriter, attributes: AttributeList): void {
  const { api, wire, params, collector, ending } = call;
  const reply = (): unknown => {
    if (collector !== null) return collector.body?.() ?? null;
    return ending?.kind === "reply" ? ending.body : null;
  };
  if (api.content !== undefined) writer.describe({ reader: api.content, wire, params, reply }, attributes);
}

/** The request as it went over the wire tells a repetition, as its tools and its beginning tell a re-ask. */
function hashRequest({ wire, api, params, origin }: OpenCall, hash: KeyedHash): string | null {
  if (wire !== null) return hash.of(MODEL_IN_PATH.has(origin.provider) ? `${text(params["model"])}\0${wire}` : wire);
  return api.uploads === true ? null : hash.ofValue(params);
}

export function readReply(call: OpenCall): ReplyFacts | null {
  const { ending, collector } = call;
  if (collector !== null) return collector.reply();
  if (ending?.kind === "reply") return call.api.readReply(ending.body);
  return null;
}

function describeRequest(call: OpenCall, request: RequestFacts, attributes: AttributeList): void {
  const { api, origin, params } = call;
  const tier = request.serviceTier;
  attributes
    .add(GEN_AI.operationName, api.operation)
    .add(GEN_AI.providerName, origin.provider)
    .add(GEN_AI.requestModel, text(params["model"]))
    .add(GEN_AI.requestStream, call.streamed ? true : null)
    .add(GEN_AI.requestMaxTokens, request.maxTokens)
    .add(GEN_AI.requestTemperature, request.temperature)
    .add(GEN_AI.requestReasoningLevel, request.reasoningLevel)
    .add(GEN_AI.conversationId, request.conversationId)
    .add(GEN_AI.outputType, request.json === null ? null : "json")
    .add(PROVIDER.openaiApiType, api.apiType)
    .add(
      api.family === "openai" ? PROVIDER.openaiRequestTier : PROVIDER.anthropicRequestTier,
      tier === "auto" ? null : tier,
    )
    .add(PROVIDER.serverAddress, origin.host)
    .add(PROVIDER.serverPort, origin.port)
    .add(OUTTURN.inputChars, call.inputChars)
    .add(OUTTURN.toolsOffered, request.tools.wire === null ? null : request.tools.declared.length);
  if (origin.task === null) return;
  attributes.add(OUTTURN.taskId, origin.task.id).add(OUTTURN.taskType, origin.task.type);
  for (const key of Object.keys(origin.task.tags)) attributes.add(OUTTURN.tagPrefix + key, origin.task.tags[key]);
}

function describeReply(call: OpenCall, reply: ReplyFacts, attributes: AttributeList): void {
  const openai = call.api.family === "openai";
  const estimate = estimateUsage(call, reply);
  const ttft = call.firstContentMs === null ? null : (call.firstContentMs - call.startMs) / 1000;
  attributes
    .add(GEN_AI.responseId, reply.id)
    .add(GEN_AI.responseModel, reply.model)
    .add(GEN_AI.finishReasons, reply.finishReasons.length > 0 ? reply.finishReasons : null)
    .add(GEN_AI.timeToFirstChunk, ttft)
    .add(openai ? PROVIDER.openaiResponseTier : PROVIDER.anthropicResponseTier, reply.serviceTier)
    .add(PROVIDER.anthropicSpeed, reply.speed)
    .addAll(estimate ?? reply.usage ?? {})
    .add(OUTTURN.usageEstimated, estimate === null ? null : true)
    .add(OUTTURN.usageRaw, writeRaw(reply.usageRaw))
    .add(OUTTURN.usageTools, Object.keys(reply.toolUses).length === 0 ? null : JSON.stringify(reply.toolUses));
}

function writeRaw(raw: unknown): string | null {
  if (typeof raw !== "object" || raw === null) return null;
  const written = JSON.stringify(raw);
  return written.length > MAX_RAW_USAGE_CHARS ? null : written;
}

function describeAttempts(call: OpenCall, attributes: AttributeList): void {
  const last = call.attempts.at(-1);
  if (last === undefined) return;
  attributes
    .add(PROVIDER.httpStatus, last.status)
    .add(PROVIDER.resendCount, call.attempts.length - 1)
    .add(OUTTURN.requestId, last.requestId);
}

function describeAttemptEvents(call: OpenCall): string {
  let events = "";
  for (const [index, attempt] of call.attempts.entries()) {
    const answered = index === call.attempts.length - 1 && call.firstContentMs !== null;
    const ttft = answered ? round((call.firstContentMs ?? 0) - attempt.startMs) : null;
    const { json } = new AttributeList()
      .add(OUTTURN.attemptIndex, index)
      .add(PROVIDER.httpStatus, attempt.status)
      .add(OUTTURN.attemptWaitMs, attempt.waitMs === null ? null : round(attempt.waitMs))
      .add(OUTTURN.attemptDurationMs, round((attempt.endMs ?? call.endMs) - attempt.startMs))
      .add(OUTTURN.attemptTtftMs, ttft)
      .add(PROVIDER.errorType, attempt.errorType)
      .add(OUTTURN.attemptRequestId, attempt.requestId)
      .add(OUTTURN.attemptRateLimits, writeRateLimits(attempt));
    const head = `{"timeUnixNano":"${toNanos(attempt.startMs)}","name":"${OUTTURN.attemptEvent}","attributes":`;
    events += `${index === 0 ? "" : ","}${head}${json}}`;
  }
  return events;
}

function writeRateLimits({ headers, answeredMs }: Attempt): string | null {
  const limits = headers === null || answeredMs === null ? [] : readRateLimits(headers, answeredMs);
  if (limits.length === 0) return null;
  return JSON.stringify(
    limits.map(({ name, limit, remaining, resetMs }) => ({ name, limit, remaining, reset_ms: resetMs })),
  );
}

/** Milliseconds to the microsecond. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;
