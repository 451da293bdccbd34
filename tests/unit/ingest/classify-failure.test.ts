import { describe, expect, test } from "vitest";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { classifyFailure } from "#lib/ingest/classify-failure.ts";
import type { FailureSigns } from "#lib/ingest/classify-failure.ts";
import { readLines, sharedPath } from "./support/shared-data.ts";

const SILENT: FailureSigns = {
  declared: null,
  declaredQuota: false,
  failed: false,
  errorType: null,
  errorMessage: null,
  httpStatus: null,
  streamed: null,
  finishReasons: [],
  outputTokens: 10,
  expectsOutput: true,
  json: null,
  toolCalls: [],
};

const classOf = (signs: Partial<FailureSigns>): FailureClass => classifyFailure({ ...SILENT, ...signs }).failure;
const quotaOf = (signs: Partial<FailureSigns>): boolean => classifyFailure({ ...SILENT, ...signs }).quota;

const tool = (verdict: "valid" | "unknown_tool" | "malformed_arguments" | "invalid_arguments" | "not_validated") => ({
  name: "look_up",
  verdict,
  violations: [],
  why: null,
  argsHash: null,
});

describe("a call is of the class", () => {
  test("that capture declared, when it is one of ours", () => {
    expect(classOf({ declared: "missing_tool_call", httpStatus: 500 })).toBe("missing_tool_call");
    expect(classOf({ declared: "ok", finishReasons: ["length"] })).toBe("ok");
    expect(classOf({ declared: "catastrophe", httpStatus: 500 })).toBe("server_error");
    expect(FAILURE_CLASSES.map((declared) => classOf({ declared }))).toEqual(FAILURE_CLASSES);
  });

  test.each<[number, FailureClass]>([
    [400, "invalid_request"],
    [401, "auth"],
    [402, "invalid_request"],
    [403, "auth"],
    [404, "invalid_request"],
    [408, "timeout"],
    [413, "invalid_request"],
    [422, "invalid_request"],
    [429, "rate_limited"],
    [499, "aborted"],
    [500, "server_error"],
    [502, "server_error"],
    [503, "server_error"],
    [504, "timeout"],
    [529, "overloaded"],
  ])("of its HTTP status %i: %s", (httpStatus, failure) => {
    expect(classOf({ failed: true, httpStatus })).toBe(failure);
    expect(classOf({ failed: true, errorType: String(httpStatus) })).toBe(failure);
    expect(classOf({ failed: true, errorType: "Error", errorMessage: `Error code: ${httpStatus} - no` })).toBe(failure);
  });

  test.each<[string, FailureClass]>([
    ["APIConnectionTimeoutError", "timeout"],
    ["httpx.ReadTimeout", "timeout"],
    ["client_timeout_error", "timeout"],
    ["ECONNRESET", "network"],
    ["openai.APIConnectionError", "network"],
    ["APIUserAbortError", "aborted"],
    ["stream_interrupted", "stream_interrupted"],
    ["RateLimitError", "rate_limited"],
    ["slow_down", "rate_limited"],
    ["overloaded_error", "overloaded"],
    ["api_error", "server_error"],
    ["no_choices_in_response", "server_error"],
    ["invalid_json_body", "server_error"],
    ["http_400", "invalid_request"],
    ["http_502", "server_error"],
    ["authentication_error", "auth"],
    ["not_found_error", "invalid_request"],
    ["context_length_exceeded", "context_overflow"],
    ["ContentFilterFinishReasonError", "content_filter"],
    ["LengthFinishReasonError", "truncated"],
    ["AI_NoObjectGeneratedError", "invalid_json"],
    ["rate_limited", "rate_limited"],
    ["_OTHER", "server_error"],
    ["KeyError", "server_error"],
  ])("that its error type %s means: %s", (errorType, failure) => {
    expect(classOf({ failed: true, errorType })).toBe(failure);
  });

  test("of the provider's own word for the error, before the SDK's", () => {
    const body = '400 {"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}';
    expect(classOf({ failed: true, errorType: "BadRequestError", errorMessage: body })).toBe("context_overflow");
    expect(
      classOf({
        failed: true,
        errorType: "APIError",
        errorMessage: '{"type":"error","error":{"type":"overloaded_error"}}',
      }),
    ).toBe("overloaded");
  });

  test("stream_interrupted when the connection closed early on a stream, network when there was none", () => {
    expect(classOf({ failed: true, errorType: "premature_close", streamed: true })).toBe("stream_interrupted");
    expect(classOf({ failed: true, errorType: "premature_close", streamed: false })).toBe("network");
  });

  test("server_error when it failed and nothing says how", () => {
    expect(classOf({ failed: true })).toBe("server_error");
  });

  test("of how its answer ended", () => {
    expect(classOf({ finishReasons: ["stop"] })).toBe("ok");
    expect(classOf({ finishReasons: ["refusal"] })).toBe("refusal");
    expect(classOf({ finishReasons: ["content_filter"] })).toBe("content_filter");
    expect(classOf({ finishReasons: ["length"] })).toBe("truncated");
    expect(classOf({ finishReasons: ["error"] })).toBe("server_error");
    expect(classOf({ finishReasons: ["model_context_window_exceeded"] })).toBe("context_overflow");
    expect(classOf({ finishReasons: ["stop"], outputTokens: 0 })).toBe("empty");
    expect(classOf({ outputTokens: 0, expectsOutput: false })).toBe("ok");
  });

  test("of its output, and a truncated answer's broken JSON is truncation", () => {
    expect(classOf({ json: "invalid_json" })).toBe("invalid_json");
    expect(classOf({ json: "schema_mismatch" })).toBe("schema_mismatch");
    expect(classOf({ json: "invalid_json", finishReasons: ["length"] })).toBe("truncated");
    expect(classOf({ json: "ok" })).toBe("ok");
  });

  test("of its worst tool call, in the order of the classes", () => {
    expect(classOf({ toolCalls: [tool("valid"), tool("not_validated")] })).toBe("ok");
    expect(classOf({ toolCalls: [tool("invalid_arguments"), tool("malformed_arguments")] })).toBe(
      "malformed_arguments",
    );
    expect(classOf({ toolCalls: [tool("invalid_arguments"), tool("unknown_tool")] })).toBe("unknown_tool");
  });
});

describe("exhausted quota or credit", () => {
  test("is rate_limited and says so, whatever the status", () => {
    const quota = { failed: true, httpStatus: 429, errorType: "insufficient_quota" };
    expect([classOf(quota), quotaOf(quota)]).toEqual(["rate_limited", true]);
    const credit = { failed: true, httpStatus: 400, errorMessage: "Your credit balance is too low to access the API" };
    expect([classOf(credit), quotaOf(credit)]).toEqual(["rate_limited", true]);
    expect(quotaOf({ declared: "rate_limited", declaredQuota: true })).toBe(true);
  });

  test("is not what a limit per second is", () => {
    expect(quotaOf({ failed: true, httpStatus: 429, errorType: "request_quota_exceeded" })).toBe(false);
    expect(quotaOf({ failed: true, httpStatus: 429, errorType: "rate_limit_exceeded" })).toBe(false);
  });
});

interface HistoryError {
  readonly response: { readonly status: number; readonly body: unknown };
}

const history = "http/history-errors.jsonl.gz";
describe.skipIf(sharedPath(history) === null)("recorded errors (skipped where the shared data is not there)", () => {
  test("are of the class their status says, with or without the status beside the body", () => {
    const wrong = readLines<HistoryError>(history).flatMap(({ response: { status, body } }) => {
      const message = typeof body === "string" ? body : JSON.stringify(body);
      const failure = classOf({ failed: true, httpStatus: status, errorMessage: message });
      const prefixed = classOf({ failed: true, errorType: "Error", errorMessage: `${status} ${message}` });
      const fits = allowed(status).includes(failure) && prefixed === failure;
      return fits ? [] : [`${status} ${failure} ${prefixed}: ${message.slice(0, 200)}`];
    });
    expect(wrong).toEqual([]);
  });

  function allowed(status: number): FailureClass[] {
    if (status < 400) return FAILURE_CLASSES.slice(1);
    if (status === 401 || status === 403) return ["auth"];
    if (status === 429) return ["rate_limited"];
    if (status === 529) return ["overloaded"];
    if (status === 503) return ["server_error", "overloaded"];
    return status >= 500 ? ["server_error"] : ["invalid_request", "context_overflow", "content_filter", "rate_limited"];
  }
});
