import type { FailureClass } from "#lib/domain/failure.ts";

/** What each class is called and means on pages. */
export const FAILURE_WORDS: Readonly<Record<FailureClass, { readonly label: string; readonly meaning: string }>> = {
  ok: { label: "ok", meaning: "The call did what it was asked to do." },
  timeout: { label: "timed out", meaning: "No complete answer in time (client time-out, 408 or 504)." },
  network: { label: "network", meaning: "The connection failed before an answer." },
  aborted: { label: "aborted", meaning: "The application gave the call up." },
  stream_interrupted: { label: "stream cut", meaning: "The stream ended before the model was done." },
  rate_limited: { label: "rate limited", meaning: "The provider refused for now: rate limit, quota or credit (429)." },
  overloaded: { label: "overloaded", meaning: "The provider had no capacity (503, 529)." },
  server_error: { label: "server error", meaning: "The provider failed (other 5xx)." },
  auth: { label: "not allowed", meaning: "Key or permission refused (401, 403)." },
  invalid_request: { label: "bad request", meaning: "The provider did not accept the request (other 4xx)." },
  context_overflow: { label: "too long", meaning: "The request did not fit the model's context." },
  refusal: { label: "refusal", meaning: "The model declined to answer." },
  content_filter: { label: "filtered", meaning: "A content filter stopped the answer." },
  truncated: { label: "truncated", meaning: "The answer reached its token limit." },
  empty: { label: "empty", meaning: "The model answered nothing." },
  invalid_json: { label: "broken JSON", meaning: "JSON was asked for and did not parse." },
  schema_mismatch: { label: "wrong shape", meaning: "The JSON parsed and did not meet its schema." },
  missing_tool_call: { label: "no tool call", meaning: "A tool call was demanded and none came." },
  unknown_tool: { label: "unknown tool", meaning: "The model called a tool that was not offered." },
  malformed_arguments: { label: "broken arguments", meaning: "A tool call's arguments did not parse." },
  invalid_arguments: { label: "invalid arguments", meaning: "A tool call's arguments did not meet the tool's schema." },
};
