import { GEN_AI } from "#lib/domain/attributes.ts";

import { bag, count } from "../peek.ts";

/** [attribute, field of the usage block, field of its details or null]; the first that is there wins. */
const CHAT_FIELDS = [
  [GEN_AI.inputTokens, "prompt_tokens", null],
  [GEN_AI.outputTokens, "completion_tokens", null],
  [GEN_AI.cacheReadTokens, "prompt_tokens_details", "cached_tokens"],
  [GEN_AI.cacheWriteTokens, "prompt_tokens_details", "cache_write_tokens"],
  [GEN_AI.audioInputTokens, "prompt_tokens_details", "audio_tokens"],
  [GEN_AI.reasoningTokens, "completion_tokens_details", "reasoning_tokens"],
  [GEN_AI.audioOutputTokens, "completion_tokens_details", "audio_tokens"],
] as const;

const RESPONSE_FIELDS = [
  [GEN_AI.inputTokens, "input_tokens", null],
  [GEN_AI.outputTokens, "output_tokens", null],
  [GEN_AI.cacheReadTokens, "input_tokens_details", "cached_tokens"],
  [GEN_AI.cacheWriteTokens, "input_tokens_details", "cache_write_tokens"],
  [GEN_AI.audioInputTokens, "input_tokens_details", "audio_tokens"],
  [GEN_AI.reasoningTokens, "output_tokens_details", "reasoning_tokens"],
  [GEN_AI.audioOutputTokens, "output_tokens_details", "audio_tokens"],
] as const;

/** Images and transcriptions name the details of their input in the singular or in the plural. */
const MEDIA_FIELDS = [
  [GEN_AI.inputTokens, "input_tokens", null],
  [GEN_AI.outputTokens, "output_tokens", null],
  [GEN_AI.audioInputTokens, "input_token_details", "audio_tokens"],
  [GEN_AI.cacheReadTokens, "input_tokens_details", "cached_tokens"],
] as const;

/** Usage of an image, a transcription or speech as span attributes; null when it is not counted in tokens. */
export function readMediaUsage(raw: unknown): Record<string, number> | null {
  return readFields(raw, MEDIA_FIELDS);
}

/** Usage of a chat completion, completion or embedding as span attributes; null when the block is missing or empty. */
export function readChatUsage(raw: unknown): Record<string, number> | null {
  return readFields(raw, CHAT_FIELDS);
}

/** Usage of a response as span attributes; null when the block is missing or empty. */
export function readResponseUsage(raw: unknown): Record<string, number> | null {
  return readFields(raw, RESPONSE_FIELDS);
}

function readFields(
  raw: unknown,
  fields: readonly (readonly [attribute: string, field: string, detail: string | null])[],
): Record<string, number> | null {
  const block = bag(raw);
  const usage: Record<string, number> = {};
  let found = false;
  for (const [attribute, field, detail] of fields) {
    const value = count(detail === null ? block[field] : bag(block[field])[detail]);
    if (value === null) continue;
    usage[attribute] = value;
    found = true;
  }
  return found ? usage : null;
}
