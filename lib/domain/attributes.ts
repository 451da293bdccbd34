/**
 * Every span attribute that Outturn reads or writes by name, once. Capture writes the newest OpenTelemetry GenAI names
 * (semantic-conventions-genai, schema 1.42); ingest also accepts older ones, listed in `lib/ingest/aliases.ts`.
 */
export const GEN_AI = {
  operationName: "gen_ai.operation.name",
  providerName: "gen_ai.provider.name",
  conversationId: "gen_ai.conversation.id",
  /** JSON, where content is captured: instructions, the conversation, the answer, and the tools that the request declared. */
  systemInstructions: "gen_ai.system_instructions",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  toolDefinitions: "gen_ai.tool.definitions",
  outputType: "gen_ai.output.type",
  requestModel: "gen_ai.request.model",
  requestStream: "gen_ai.request.stream",
  requestMaxTokens: "gen_ai.request.max_tokens",
  requestTemperature: "gen_ai.request.temperature",
  requestReasoningLevel: "gen_ai.request.reasoning.level",
  responseId: "gen_ai.response.id",
  responseModel: "gen_ai.response.model",
  finishReasons: "gen_ai.response.finish_reasons",
  /** Seconds from the start of the call, retries included. */
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  /** Inclusive of cache reads and writes, by the convention. */
  inputTokens: "gen_ai.usage.input_tokens",
  /** Inclusive of reasoning, by the convention. */
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
  audioInputTokens: "gen_ai.usage.audio.input_tokens",
  audioOutputTokens: "gen_ai.usage.audio.output_tokens",
  audioCacheReadTokens: "gen_ai.usage.audio.cache_read.input_tokens",
} as const;

/** Refinements by provider, and stable attributes of other conventions. */
export const PROVIDER = {
  openaiRequestTier: "openai.request.service_tier",
  openaiResponseTier: "openai.response.service_tier",
  openaiApiType: "openai.api.type",
  anthropicRequestTier: "anthropic.request.service_tier",
  anthropicResponseTier: "anthropic.response.service_tier",
  anthropicCacheWrite5m: "anthropic.usage.cache_creation.ephemeral_5m_input_tokens",
  anthropicCacheWrite1h: "anthropic.usage.cache_creation.ephemeral_1h_input_tokens",
  anthropicSpeed: "anthropic.response.speed",
  errorType: "error.type",
  httpStatus: "http.response.status_code",
  /** Retries of the call: attempts − 1. */
  resendCount: "http.request.resend_count",
  serverAddress: "server.address",
  serverPort: "server.port",
  userId: "user.id",
  environment: "deployment.environment.name",
  serviceVersion: "service.version",
} as const;

/** Outturn's own attributes (the contract's "On spans"). */
export const OUTTURN = {
  taskId: "outturn.task.id",
  taskType: "outturn.task.type",
  taskOutcome: "outturn.task.outcome",
  taskFailureReason: "outturn.task.failure_reason",
  /** Who said so: `reported`, `reviewed` or `inferred`. */
  taskOutcomeSource: "outturn.task.outcome_source",
  checkPrefix: "outturn.check.",
  tagPrefix: "outturn.tag.",
  /** The tool that should be called, or the empty string for none. */
  expectedTool: "outturn.expected_tool",
  reask: "outturn.reask",
  /** Characters of system, messages and tools, measured before any model saw them. */
  inputChars: "outturn.input_chars",
  toolVerdicts: "outturn.tool_verdicts",
  failure: "outturn.failure",
  json: "outturn.json",
  /** How a call was made to answer in JSON: `json_mode`, `schema`, `strict_schema`, `tool` or `prompt`. */
  jsonMechanism: "outturn.json.mechanism",
  /** JSON: `{optional?: {offered, filled}, leaves?: {checked, ungrounded}}` of a JSON answer; counts, no content. */
  jsonValues: "outturn.json.values",
  /** Tools that the request showed the model. */
  toolsOffered: "outturn.request.tools_offered",
  toolsHash: "outturn.request.tools_hash",
  prefixHash: "outturn.request.prefix_hash",
  /** Keyed hash of the whole request: equal hashes are the same request sent again. */
  requestHash: "outturn.request.hash",
  requestId: "outturn.request_id",
  /** True where the token counts are an estimate (a stream cut short). */
  usageEstimated: "outturn.usage.estimated",
  /** JSON: the provider's usage block as it came, bounded. */
  usageRaw: "outturn.usage.raw",
  /** JSON: per-use server tools, e.g. `{"web_search":2}`. */
  usageTools: "outturn.usage.tools",
  quota: "outturn.quota",
  /** Where content is captured: characters of it left out for its size. */
  contentCutChars: "outturn.content.cut_chars",
  /** JSON, where content is captured: how often something was taken out of it, by the name of the pattern. */
  contentRedacted: "outturn.content.redacted",
  attemptEvent: "outturn.attempt",
  attemptIndex: "index",
  attemptWaitMs: "outturn.attempt.wait_ms",
  attemptDurationMs: "outturn.attempt.duration_ms",
  attemptTtftMs: "outturn.attempt.ttft_ms",
  attemptRequestId: "outturn.attempt.request_id",
  /** JSON: `[{name, limit, remaining, reset_ms}]` as the provider's headers said with the answer. */
  attemptRateLimits: "outturn.attempt.rate_limits",
} as const;
