import type { DecodedSpan } from "../decoded-span.ts";
import type { RawCall } from "../raw-call.ts";
import { asBoolean, asText, asTokens, at, parseJson, scalar } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

/** Langfuse's SDKs: usage as a JSON text of exclusive parts, output without its reasoning, errors as a level. */
export const langfuse: Emitter = {
  name: "langfuse",
  recognises: ({ attributes }) => attributes.has("langfuse.observation.type"),
  operation: ({ attributes }) => {
    const type = asText(attributes.get("langfuse.observation.type"))?.toLowerCase();
    return type === "generation" ? "generation" : type === "embedding" ? "embedding" : "event";
  },
  inputRule: ({ attributes }) => (attributes.has("langfuse.observation.usage_details") ? "exclusive" : "inclusive"),
  amend: (span, raw) => {
    const { attributes } = span;
    amendUsage(parseJson(attributes.get("langfuse.observation.usage_details")), raw);
    const parameters = parseJson(attributes.get("langfuse.observation.model.parameters"));
    raw.streamed ??= asBoolean(scalar(at(parameters, "stream")));
    raw.serviceTier ??= asText(scalar(at(parameters, "service_tier")));
    raw.ttftMs ??= readTtft(span);
    if (attributes.get("langfuse.observation.level") === "ERROR") {
      raw.errorMessage = asText(attributes.get("langfuse.observation.status_message"), 4096) ?? raw.errorMessage;
      raw.errorType ??= "_OTHER";
    }
  },
};

/** What is of its own kind (cached, audio, reasoning) is left out of the plain counts; ours hold audio and reasoning. */
function amendUsage(details: unknown, raw: RawCall): void {
  const tokens = (...names: string[]): number | null => {
    for (const name of names) {
      const count = asTokens(scalar(at(details, name)), `usage_details.${name}`);
      if (count !== null) return count;
    }
    return null;
  };
  const input = tokens("input", "input_tokens", "prompt_tokens");
  const output = tokens("output", "output_tokens", "completion_tokens");
  raw.audioInput ??= tokens("input_audio_tokens");
  raw.audioOutput ??= tokens("output_audio_tokens");
  raw.cacheRead ??= tokens("input_cached_tokens", "cache_read_input_tokens");
  raw.cacheWrite ??= tokens("input_cache_write_tokens", "input_cache_creation", "cache_creation_input_tokens");
  raw.reasoning ??= tokens("output_reasoning_tokens");
  if (input !== null) raw.inputTokens = input + (raw.audioInput ?? 0);
  if (output !== null) raw.outputTokens = output + (tokens("output_reasoning_tokens") ?? 0) + (raw.audioOutput ?? 0);
}

/** From the time of the first token, an ISO text in quotes. */
function readTtft(span: DecodedSpan): number | null {
  const first = parseJson(span.attributes.get("langfuse.observation.completion_start_time"));
  const firstMs = typeof first === "string" ? Date.parse(first) : Number.NaN;
  return firstMs * 1000 >= span.startUs ? firstMs - span.startUs / 1000 : null;
}
