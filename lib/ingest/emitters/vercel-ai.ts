import { asText, asTokens, at, parseJson, scalar } from "../read-attributes.ts";
import type { RawCall } from "../raw-call.ts";
import type { Emitter } from "./emitter.ts";

/**
 * Vercel AI SDK up to 6: `ai.generateText` repeats what its `.doGenerate` used. Version 5 passes Anthropic's own input
 * count, without the cache; from 6 on, recognised by `inputTokenDetails`, it is the sum.
 */
export const vercelAi: Emitter = {
  name: "vercel-ai",
  recognises: ({ attributes }) => attributes.has("ai.operationId"),
  operation: ({ attributes }) => {
    const operation = asText(attributes.get("ai.operationId")) ?? "";
    if (operation.endsWith(".doGenerate") || operation.endsWith(".doStream")) return "generation";
    return operation.endsWith(".doEmbed") ? "embedding" : "event";
  },
  inputRule: ({ attributes }, raw) => {
    const detailed = [...attributes.keys()].some((key) => key.startsWith("ai.usage.inputTokenDetails."));
    return !detailed && raw.provider?.startsWith("anthropic") === true ? "exclusive" : "inclusive";
  },
  amend: (span, raw) => {
    raw.streamed ??= asText(span.attributes.get("ai.operationId"))?.endsWith(".doStream") ?? null;
    const metadata = parseJson(span.attributes.get("ai.response.providerMetadata"));
    amendAnthropic(at(metadata, "anthropic"), raw);
    const openai = at(metadata, "openai");
    raw.cacheRead ??= asTokens(scalar(at(openai, "cachedPromptTokens")), "cachedPromptTokens");
    raw.reasoning ??= asTokens(scalar(at(openai, "reasoningTokens")), "reasoningTokens");
    raw.serviceTier ??= asText(scalar(at(openai, "serviceTier")));
  },
};

function amendAnthropic(anthropic: unknown, raw: RawCall): void {
  const usage = at(anthropic, "usage");
  const tokens = (from: unknown, key: string): number | null => asTokens(scalar(at(from, key)), key);
  raw.cacheRead ??= tokens(usage, "cache_read_input_tokens");
  raw.cacheWrite ??= tokens(usage, "cache_creation_input_tokens") ?? tokens(anthropic, "cacheCreationInputTokens");
  raw.cacheWrite5m ??= tokens(at(usage, "cache_creation"), "ephemeral_5m_input_tokens");
  raw.cacheWrite1h ??= tokens(at(usage, "cache_creation"), "ephemeral_1h_input_tokens");
  raw.serviceTier ??= asText(scalar(at(usage, "service_tier")));
  raw.inferenceGeo ??= asText(scalar(at(usage, "inference_geo")));
}
