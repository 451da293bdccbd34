import type { DecodedSpan } from "../decoded-span.ts";
import type { RawCall } from "../raw-call.ts";
import { asBoolean, asText, asTokens, at, parseJson, scalar } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

const USAGE = "langfuse.observation.usage_details";

/** Langfuse's SDKs: usage as a JSON text of exclusive parts, output without its reasoning, errors as a level. */
export const langfuse: Emitter = {
  name: "langfuse",
  recognises: ({ attributes }) => attributes.has("langfuse.observation.type") || attributes.has(USAGE),
  operation: ({ attributes }) => {
    // Langfuse takes an observation of a model that names no type for a generation.
    const untyped = attributes.has("langfuse.observation.model.name") ? "generation" : "span";
    const type = (asText(attributes.get("langfuse.observation.type")) ?? untyped).toLowerCase();
    return type === "generation" ? "generation" : type === "embedding" ? "embedding" : "event";
  },
  inputRule: ({ attributes }) =>
    attributes.has(USAGE) && !isOpenAi(parseJson(attributes.get(USAGE))) ? "exclusive" : "inclusive",
  amend: (span, raw) => {
    const { attributes } = span;
    const details = parseJson(attributes.get(USAGE));
    if (isOpenAi(details)) amendOpenAiUsage(details, raw);
    else amendUsage(details, raw);
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

/** Usage as OpenAI answers it is taken, too: its counts hold their parts. */
function isOpenAi(details: unknown): boolean {
  return PARTS_OF_INPUT.some((name) => at(details, name) !== undefined);
}

const PARTS_OF_INPUT = ["prompt_tokens_details", "input_tokens_details"] as const;
const PARTS_OF_OUTPUT = ["completion_tokens_details", "output_tokens_details"] as const;

function amendOpenAiUsage(details: unknown, raw: RawCall): void {
  const part = (wholes: readonly string[], name: string): number | null =>
    firstCount(
      wholes.map((whole) => [whole, name]),
      details,
    );
  raw.inputTokens = firstCount([["prompt_tokens"], ["input_tokens"]], details) ?? raw.inputTokens;
  raw.outputTokens = firstCount([["completion_tokens"], ["output_tokens"]], details) ?? raw.outputTokens;
  raw.cacheRead ??= part(PARTS_OF_INPUT, "cached_tokens");
  raw.audioInput ??= part(PARTS_OF_INPUT, "audio_tokens");
  raw.audioOutput ??= part(PARTS_OF_OUTPUT, "audio_tokens");
  raw.reasoning ??= part(PARTS_OF_OUTPUT, "reasoning_tokens");
}

function firstCount(paths: readonly (readonly string[])[], details: unknown): number | null {
  for (const path of paths) {
    const count = asTokens(scalar(at(details, ...path)), `usage_details.${path.join(".")}`);
    if (count !== null) return count;
  }
  return null;
}

/** What is of its own kind (cached, audio, reasoning) is left out of the plain counts; ours hold audio and reasoning. */
function amendUsage(details: unknown, raw: RawCall): void {
  const tokens = (...names: string[]): number | null =>
    firstCount(
      names.map((name) => [name]),
      details,
    );
  const input = tokens("input", "input_tokens", "prompt_tokens");
  const output = tokens("output", "output_tokens", "completion_tokens");
  const reasoning = tokens("output_reasoning_tokens", "output_reasoning");
  raw.audioInput ??= tokens("input_audio_tokens", "input_audio");
  raw.audioOutput ??= tokens("output_audio_tokens", "output_audio");
  raw.cacheRead ??= tokens("input_cached_tokens", "cache_read_input_tokens", "input_cache_read");
  raw.cacheWrite ??= tokens("input_cache_write_tokens", "input_cache_creation", "cache_creation_input_tokens");
  raw.reasoning ??= reasoning;
  if (input !== null) raw.inputTokens = input + (raw.audioInput ?? 0);
  if (output !== null) raw.outputTokens = output + (reasoning ?? 0) + (raw.audioOutput ?? 0);
}

/** From the time of the first token, an ISO text in quotes. */
function readTtft(span: DecodedSpan): number | null {
  const first = parseJson(span.attributes.get("langfuse.observation.completion_start_time"));
  const firstMs = typeof first === "string" ? Date.parse(first) : Number.NaN;
  return firstMs * 1000 >= span.startUs ? firstMs - span.startUs / 1000 : null;
}
