import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";

/**
 * Every name under which a fact of a model call has ever been sent, newest first: the first one present wins. Names that
 * mean other things elsewhere (`model`, `attempt`, `input_tokens`, …) stand with the emitter that uses them so.
 */
export const ALIASES = {
  provider: [GEN_AI.providerName, "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider", "llm.vendor"],
  requestModel: [
    GEN_AI.requestModel,
    "llm.request.model_name",
    "langfuse.observation.model.name",
    "ai.model.id",
    "llm.request.model",
    "embedding.model_name",
    "llm.model_name",
  ],
  responseModel: [GEN_AI.responseModel, "llm.response.model_name", "ai.response.model", "llm.response.model"],
  responseId: [GEN_AI.responseId, "ai.response.id"],
  requestId: [
    OUTTURN.requestId,
    "anthropic.request.id",
    "http.response.header.x-request-id",
    "http.response.header.request-id",
  ],
  streamed: [GEN_AI.requestStream, "gen_ai.is_streaming", "llm.is_streaming"],
  inputTokens: [
    GEN_AI.inputTokens,
    "llm.token_count.prompt",
    "ai.usage.inputTokens",
    "ai.usage.promptTokens",
    "gen_ai.usage.prompt_tokens",
    "llm.usage.prompt_tokens",
    "ai.usage.tokens",
  ],
  outputTokens: [
    GEN_AI.outputTokens,
    "llm.token_count.completion",
    "ai.usage.outputTokens",
    "ai.usage.completionTokens",
    "gen_ai.usage.completion_tokens",
    "llm.usage.completion_tokens",
  ],
  cacheRead: [
    GEN_AI.cacheReadTokens,
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
    "ai.usage.inputTokenDetails.cacheReadTokens",
    "ai.usage.cachedInputTokens",
    "gen_ai.usage.details.cache_read_tokens",
    "gen_ai.usage.input_tokens.cached",
    "gen_ai.usage.input_cached_tokens",
  ],
  cacheWrite: [
    GEN_AI.cacheWriteTokens,
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "llm.token_count.prompt_details.cache_write",
    "ai.usage.inputTokenDetails.cacheWriteTokens",
    "gen_ai.usage.details.cache_write_tokens",
    "gen_ai.usage.input_cache_creation",
  ],
  cacheWrite5m: [PROVIDER.anthropicCacheWrite5m],
  cacheWrite1h: [PROVIDER.anthropicCacheWrite1h],
  reasoning: [
    GEN_AI.reasoningTokens,
    "gen_ai.usage.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
    "ai.usage.outputTokenDetails.reasoningTokens",
    "ai.usage.reasoningTokens",
    "llm.usage.reasoning_tokens",
    "gen_ai.usage.details.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
  ],
  audioInput: [
    GEN_AI.audioInputTokens,
    "llm.token_count.prompt_details.audio",
    "gen_ai.usage.details.input_audio_tokens",
  ],
  audioCacheRead: [GEN_AI.audioCacheReadTokens, "gen_ai.usage.details.cache_audio_read_tokens"],
  audioOutput: [
    GEN_AI.audioOutputTokens,
    "llm.token_count.completion_details.audio",
    "gen_ai.usage.details.output_audio_tokens",
  ],
  ttftSeconds: [
    GEN_AI.timeToFirstChunk,
    "gen_ai.client.operation.time_to_first_chunk",
    "gen_ai.client.inference.time_to_first_chunk",
  ],
  ttftMs: ["ai.response.msToFirstChunk", "ai.stream.msToFirstChunk"],
  finish: [
    GEN_AI.finishReasons,
    "anthropic.message.stop_reason",
    "llm.finish_reason",
    "ai.response.finishReason",
    "gen_ai.response.finish_reason",
    "gen_ai.completion.0.finish_reason",
    "llm.response.finish_reason",
    "llm.response.stop_reason",
  ],
  errorType: [PROVIDER.errorType, "error_type", "exception.type"],
  httpStatus: [PROVIDER.httpStatus, "http.status_code"],
  resendCount: [PROVIDER.resendCount],
  tierResponse: [PROVIDER.openaiResponseTier, "gen_ai.openai.response.service_tier", PROVIDER.anthropicResponseTier],
  tierRequest: [PROVIDER.openaiRequestTier, "gen_ai.openai.request.service_tier", PROVIDER.anthropicRequestTier],
  speed: [PROVIDER.anthropicSpeed],
  environment: [PROVIDER.environment, "deployment.environment", "langfuse.environment"],
  version: [PROVIDER.serviceVersion, "langfuse.release"],
  user: [
    PROVIDER.userId,
    "enduser.id",
    "langfuse.user.id",
    "traceloop.association.properties.user_id",
    "ai.telemetry.metadata.userId",
    "gen_ai.user",
    "llm.user",
  ],
} as const satisfies Record<string, readonly string[]>;

export type Fact = keyof typeof ALIASES;

/** Names that one emitter alone uses. */
export type OwnNames = Readonly<Partial<Record<Fact, readonly string[]>>>;
