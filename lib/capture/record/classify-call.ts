import type { FailureClass, JsonResult } from "#lib/domain/failure.ts";

import type { ReplyFacts, RequestFacts } from "../api.ts";
import type { Judgement } from "#lib/verdict/judge-tool.ts";
import { classifyError, classifyProviderError, isQuota } from "./classify-error.ts";
import type { ErrorFacts, ProviderError } from "./classify-error.ts";
import type { OpenCall } from "./open-call.ts";

export interface CallVerdict {
  readonly failure: FailureClass;
  readonly quota: boolean;
  readonly errorType: string | null;
}

export interface Evidence {
  readonly request: RequestFacts;
  readonly reply: ReplyFacts | null;
  readonly json: JsonResult | null;
  readonly tools: readonly Judgement[];
}

/** The one class of a call: the first that applies, transport before provider before the model's own. */
export function classifyCall(call: OpenCall, evidence: Evidence): CallVerdict {
  const { reply } = evidence;
  const failed = classifyEnding(call, reply);
  if (failed !== null) return { failure: failed.failure, quota: failed.quota, errorType: failed.errorType };
  if (reply?.error) return classifyReported(reply.error);
  if (reply === null) return { failure: "ok", quota: false, errorType: null };
  const failure = classifyModel(reply) ?? classifyOutput(evidence) ?? "ok";
  return { failure, quota: false, errorType: null };
}

/** How the transport or the provider ended it; null when a reply arrived. */
function classifyEnding(
  call: OpenCall,
  reply: ReplyFacts | null,
): Pick<ErrorFacts, "failure" | "quota" | "errorType"> | null {
  const { ending } = call;
  if (ending === null) return null;
  if (ending.kind === "error") return classifyError(ending.error, call.collector !== null);
  const arrived = reply?.complete === true;
  if (ending.kind === "cut" && !arrived) {
    const failure = ending.by === "server" ? "stream_interrupted" : "aborted";
    return { failure, quota: false, errorType: failure };
  }
  if (ending.kind === "streamed" && !arrived) {
    return { failure: "stream_interrupted", quota: false, errorType: "stream_interrupted" };
  }
  return null;
}

/** A failure that came inside a 200: a failed response, or a router's error in place of an answer. */
function classifyReported({ code, message }: { code: string | null; message: string | null }): CallVerdict {
  if (code === "cancelled") return { failure: "aborted", quota: false, errorType: code };
  const status = code !== null && /^[45]\d\d$/.test(code) ? Number(code) : null;
  const said: ProviderError = { status, code, type: null, message: message ?? "" };
  const failure = classifyProviderError(said) ?? "server_error";
  return { failure, quota: isQuota(said), errorType: code ?? "_OTHER" };
}

function classifyModel(reply: ReplyFacts): FailureClass | null {
  if (reply.refused) return "refusal";
  if (reply.filtered) return "content_filter";
  if (reply.truncated) return "truncated";
  return reply.hasContent ? null : "empty";
}

function classifyOutput({ request, reply, json, tools }: Evidence): FailureClass | null {
  if (json === "invalid_json" || json === "schema_mismatch") return json;
  if (request.demandsTool && reply?.tools.length === 0) return "missing_tool_call";
  for (const verdict of ["unknown_tool", "malformed_arguments", "invalid_arguments"] as const) {
    if (tools.some((tool) => tool.verdict === verdict)) return verdict;
  }
  return null;
}
