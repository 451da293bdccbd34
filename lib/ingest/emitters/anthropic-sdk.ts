import type { Emitter } from "./emitter.ts";

/** Spans of Anthropic's SDKs, and those that the Claude API exports itself: input includes the cache. */
export const anthropicSdk: Emitter = {
  name: "anthropic-sdk",
  recognises: ({ origin }) =>
    origin.scope.startsWith("com.anthropic.sdk") || origin.scope === "com.anthropic.claude-platform",
  operation: (span) => (/count_tokens|\.batches\.|tool_runner|tool_use/.test(span.name) ? "event" : null),
  inputRule: () => "inclusive",
  amend: (_span, raw) => {
    raw.provider ??= "anthropic";
  },
};
