import { asText, asWhole } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

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
  operation: (span) => (span.name === "claude_code.llm_request" ? "generation" : "event"),
  inputRule: () => "exclusive",
  amend: ({ attributes }, raw) => {
    raw.provider ??= "anthropic";
    raw.streamed ??= true;
    raw.errorMessage ??= asText(attributes.get("error"), 4096);
    const attempts = asWhole(attributes.get("attempt"), 1, 1_000_000);
    if (attempts !== null) raw.resendCount ??= attempts - 1;
    if (asText(attributes.get("success")) === "false") raw.errorType ??= "_OTHER";
  },
};
