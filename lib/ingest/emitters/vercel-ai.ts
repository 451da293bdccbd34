import type { DecodedSpan } from "../decoded-span.ts";
import type { RawCall } from "../raw-call.ts";
import { asText, asTokens, at, parseJson, scalar } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

const METADATA = "ai.response.providerMetadata";

/**
 * Vercel AI SDK up to 6: `ai.generateText` repeats what its `.doGenerate` used. Version 5 passes on the provider's own
 * input count, which Anthropic and Bedrock give without the cache; from 6 on, recognised by `inputTokenDetails`, it is the sum.
 */
export const vercelAi: Emitter = {
  name: "vercel-ai",
  recognises: (span) => operationId(span) !== null || span.attributes.has(METADATA),
  operation: (span) => {
    const operation = operationId(span);
    if (operation === null) return null;
    if (operation.endsWith(".doGenerate") || operation.endsWith(".doStream")) return "generation";
    return operation.endsWith(".doEmbed") ? "embedding" : "event";
  },
  inputRule: (span, raw) => {
    if ([...span.attributes.keys()].some((key) => key.startsWith("ai.usage.inputTokenDetails."))) return "inclusive";
    const own = readOwnInput(parseJson(span.attributes.get(METADATA)));
    if (own !== null) return own === raw.inputTokens ? "exclusive" : "inclusive";
    return /anthropic|bedrock/.test(raw.provider ?? "") ? "exclusive" : "inclusive";
  },
  amend: (span, raw) => {
    raw.streamed ??= operationId(span)?.endsWith(".doStream") ?? null;
    const metadata = parseJson(span.attributes.get(METADATA));
    if (metadata === null) return;
    amendAnthropic(at(metadata, "anthropic"), raw);
    const bedrock = at(metadata, "bedrock", "usage");
    raw.cacheRead ??= tokens(bedrock, "cacheReadInputTokens");
    raw.cacheWrite ??= tokens(bedrock, "cacheWriteInputTokens");
    const openai = at(metadata, "openai");
    raw.cacheRead ??= tokens(openai, "cachedPromptTokens");
    raw.reasoning ??= tokens(openai, "reasoningTokens");
    raw.serviceTier ??= asText(scalar(at(openai, "serviceTier")));
  },
};

/** `ai.streamText.doStream`; early versions only have it as the first word of `operation.name`. */
function operationId({ attributes }: DecodedSpan): string | null {
  const id = asText(attributes.get("ai.operationId"));
  if (id !== null) return id;
  const named = asText(attributes.get("operation.name"));
  return named?.startsWith("ai.") === true ? (named.split(" ", 1)[0] ?? null) : null;
}

/** What a provider that leaves the cache out of its input counted itself. */
function readOwnInput(metadata: unknown): number | null {
  return (
    tokens(at(metadata, "anthropic", "usage"), "input_tokens") ??
    tokens(at(metadata, "bedrock", "usage"), "inputTokens")
  );
}

function tokens(from: unknown, key: string): number | null {
  return asTokens(scalar(at(from, key)), key);
}

function amendAnthropic(anthropic: unknown, raw: RawCall): void {
  const usage = at(anthropic, "usage");
  raw.cacheRead ??= tokens(usage, "cache_read_input_tokens");
  raw.cacheWrite ??= tokens(usage, "cache_creation_input_tokens") ?? tokens(anthropic, "cacheCreationInputTokens");
  raw.cacheWrite5m ??= tokens(at(usage, "cache_creation"), "ephemeral_5m_input_tokens");
  raw.cacheWrite1h ??= tokens(at(usage, "cache_creation"), "ephemeral_1h_input_tokens");
  raw.serviceTier ??= asText(scalar(at(usage, "service_tier")));
  if (at(usage, "speed") === "fast") raw.serviceTier = "fast";
}
