import type { ToolCall } from "#lib/domain/call.ts";
import type { FailureClass, JsonResult } from "#lib/domain/failure.ts";
import { isFailureClass } from "#lib/domain/failure.ts";
import { classOfName, isQuotaName } from "./error-names.ts";

/** What a span, or an attempt, shows of how it ended. */
export interface FailureSigns {
  /** `outturn.failure` as sent; decides when it is one of our classes. */
  readonly declared: string | null;
  readonly declaredQuota: boolean;
  /** Whether the span's status is ERROR. */
  readonly failed: boolean;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
  readonly httpStatus: number | null;
  readonly streamed: boolean | null;
  /** In the words of `finish-reasons.ts`. */
  readonly finishReasons: readonly string[];
  readonly outputTokens: number | null;
  /** Whether an answer without output is a failure: for generations. */
  readonly expectsOutput: boolean;
  readonly json: JsonResult | null;
  readonly toolCalls: readonly ToolCall[];
}

export interface Classified {
  readonly failure: FailureClass;
  readonly quota: boolean;
}

const OK: Classified = { failure: "ok", quota: false };
const plain = (failure: FailureClass): Classified => ({ failure, quota: false });

/** The one class a call ends in: the first that applies in the order of `FAILURE_CLASSES`. */
export function classifyFailure(signs: FailureSigns): Classified {
  if (signs.declared !== null && isFailureClass(signs.declared)) {
    return {
      failure: signs.declared,
      quota: signs.declared === "rate_limited" && (signs.declaredQuota || saysQuota(signs)),
    };
  }
  return classOfError(signs) ?? classOfEnding(signs) ?? classOfOutput(signs) ?? OK;
}

function classOfError(signs: FailureSigns): Classified | null {
  const status = signs.httpStatus ?? statusIn(signs.errorType) ?? statusOfMessage(signs.errorMessage);
  const refused = status !== null && status >= 400;
  if (!signs.failed && signs.errorType === null && !refused) return null;
  if (saysQuota(signs)) return { failure: "rate_limited", quota: true };
  const named = classOfNames(signs);
  if (refused) return plain(classOfStatus(status, named, signs.errorMessage));
  if (named !== null) return plain(cutShort(signs, named) ? "stream_interrupted" : named);
  // An error of a kind nobody can tell: the application's own slips never get a span of the model's, so it is the provider's.
  return plain(classOfMessage(signs.errorMessage) ?? "server_error");
}

/** A connection that closed early broke off the answer, if one was streaming. */
function cutShort(signs: FailureSigns, named: FailureClass): boolean {
  return named === "network" && signs.streamed === true && /premature/i.test(signs.errorType ?? "");
}

/** The most telling name: a provider's code in the message says more than the SDK's class around it. */
function classOfNames(signs: FailureSigns): FailureClass | null {
  const names = namesIn(signs.errorMessage);
  if (signs.errorType !== null) names.push(signs.errorType);
  const classes = names.map(classOfName).filter((name) => name !== null);
  return classes.find((name) => name !== "invalid_request" && name !== "server_error") ?? classes[0] ?? null;
}

/** `"type":"overloaded_error"`, `"status": "UNAVAILABLE"` and `(ThrottlingException)` in an error body that became a message. */
function namesIn(message: string | null): string[] {
  if (message === null) return [];
  return Array.from(
    message
      .slice(0, 4096)
      .matchAll(/["'](?:type|code|error_code|status)["']\s*:\s*["']([\w.-]{1,80})["']|\((\w{1,80}Exception)\)/g),
    (m) => m[1] ?? m[2] ?? "",
  );
}

/** `429`, `http_429`, `HTTP 429: …`, `Error code: 429 - …`, `429 Too many requests`. */
function statusIn(text: string | null): number | null {
  const match =
    text === null ? null : /^(?:http[ _]?|error code:? ?|status(?: code)?:? ?)?([45]\d\d)(?!\d)/i.exec(text);
  return match ? Number(match[1]) : null;
}

/** Also within: `Request failed with status code 400`, `Client error '400 Bad Request' for url`, `Status: 401 (Access denied)`. */
function statusOfMessage(message: string | null): number | null {
  if (message === null) return null;
  const within =
    /\b(?:status(?:[ _]code)?(?: does not indicate success)?[:=]? ?|(?:client|server) error ["'])([45]\d\d)\b/i;
  const match = within.exec(message.slice(0, 4096));
  return statusIn(message) ?? (match ? Number(match[1]) : null);
}

const BY_STATUS: ReadonlyMap<number, FailureClass> = new Map<number, FailureClass>([
  [401, "auth"],
  [403, "auth"],
  [408, "timeout"],
  [429, "rate_limited"],
  [499, "aborted"],
  [504, "timeout"],
  [529, "overloaded"],
]);

function classOfStatus(status: number, named: FailureClass | null, message: string | null): FailureClass {
  const certain = BY_STATUS.get(status);
  if (certain !== undefined) return certain;
  if (status >= 500) return named === "overloaded" || isOverload(message) ? "overloaded" : "server_error";
  if (named === "content_filter" || named === "refusal") return named;
  return named === "context_overflow" || isOverflow(message) ? "context_overflow" : "invalid_request";
}

function classOfMessage(message: string | null): FailureClass | null {
  if (message === null) return null;
  if (/invalid json response|server had an error|internal (?:server )?error/i.test(message)) return "server_error";
  if (/timed? ?out|deadline exceeded/i.test(message)) return "timeout";
  if (/\babort(?:ed)?\b|cancell?ed/i.test(message)) return "aborted";
  if (isOverload(message)) return "overloaded";
  if (/rate.?limit|too many requests|rate exceeded/i.test(message)) return "rate_limited";
  if (/fetch failed|connection error|socket hang up|ECONN|network/i.test(message)) return "network";
  if (isOverflow(message)) return "context_overflow";
  if (/api.?key|unauthori[sz]ed|authentication/i.test(message)) return "auth";
  if (
    /^(?:invalid|unsupported|unknown|missing) |does not (?:exist|support)|not supported|not found|does not match/i.test(
      message,
    )
  ) {
    return "invalid_request";
  }
  return null;
}

function isOverload(message: string | null): boolean {
  return message !== null && /overloaded|capacity limit|at capacity|no capacity/i.test(message);
}

function isOverflow(message: string | null): boolean {
  return (
    message !== null &&
    /context (?:length|window|limit)|maximum context|prompt is too long|input is too long|too many (?:input )?tokens/i.test(
      message,
    )
  );
}

function saysQuota(signs: FailureSigns): boolean {
  if (signs.errorType !== null && isQuotaName(signs.errorType)) return true;
  const message = signs.errorMessage;
  if (message === null) return false;
  return (
    namesIn(message).some(isQuotaName) ||
    /exceeded your current quota|credit balance is too low|insufficient (?:credits|funds|balance|quota)|spend(?:ing)? limit/i.test(
      message,
    )
  );
}

/** In the order of the classes, for answers with several choices. */
const ENDINGS: readonly (readonly [string, FailureClass])[] = [
  ["cancelled", "aborted"],
  ["canceled", "aborted"],
  ["abort", "aborted"],
  ["error", "server_error"],
  ["model_context_window_exceeded", "context_overflow"],
  ["refusal", "refusal"],
  ["content_filter", "content_filter"],
  ["length", "truncated"],
  ["incomplete", "truncated"],
];

/** How the answer itself ended, in the words of the provider. */
function classOfEnding(signs: FailureSigns): Classified | null {
  for (const [reason, failure] of ENDINGS) {
    if (signs.finishReasons.includes(reason)) return plain(failure);
  }
  if (signs.expectsOutput && signs.outputTokens === 0 && signs.toolCalls.length === 0) return plain("empty");
  return null;
}

const TOOL_FAILURES = ["unknown_tool", "malformed_arguments", "invalid_arguments"] as const;

function classOfOutput(signs: FailureSigns): Classified | null {
  if (signs.json !== null && signs.json !== "ok") return plain(signs.json);
  const verdict = TOOL_FAILURES.find((failure) => signs.toolCalls.some((call) => call.verdict === failure));
  return verdict === undefined ? null : plain(verdict);
}
