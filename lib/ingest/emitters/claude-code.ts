import { asText, asWhole } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

/** A model request as a span, and as the log events that tell of it; the ids of both are the request's. */
const CALLS: ReadonlySet<string> = new Set([
  "claude_code.llm_request",
  "claude_code.api_request",
  "claude_code.api_error",
]);

/** Claude Code: bare attribute names, numbers as text, input without the cache, attempts as a total. */
export const claudeCode: Emitter = {
  name: "claude-code",
  recognises: (span) =>
    span.origin.scope.startsWith("com.anthropic.claude_code") || span.name.startsWith("claude_code."),
  aliases: {
    requestModel: ["model"],
    requestId: ["request_id"],
    inputTokens: ["input_tokens"],
    outputTokens: ["output_tokens"],
    cacheRead: ["cache_read_tokens"],
    cacheWrite: ["cache_creation_tokens"],
    ttftMs: ["ttft_ms"],
    httpStatus: ["status_code"],
    speed: ["speed"],
    finish: ["stop_reason"],
  },
  operation: (span) => (CALLS.has(span.name) ? "generation" : "event"),
  inputRule: () => "exclusive",
  amend: ({ attributes, name }, raw) => {
    raw.provider ??= "anthropic";
    raw.streamed ??= true;
    raw.errorMessage ??= asText(attributes.get("error"), 4096);
    const attempts = asWhole(attributes.get("attempt"), 1, 1_000_000);
    if (attempts !== null) raw.resendCount ??= attempts - 1;
    if (name === "claude_code.api_error" || asText(attributes.get("success")) === "false") raw.errorType ??= "_OTHER";
  },
};
