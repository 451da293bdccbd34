import { GEN_AI } from "#lib/domain/attributes.ts";
import type { Operation } from "#lib/domain/call.ts";
import type { Attributes, DecodedSpan } from "./decoded-span.ts";
import type { Emitter } from "./emitters/emitter.ts";
import { normaliseProvider } from "./providers.ts";
import { asText, textOf, valueOf } from "./read-attributes.ts";

/** Words for operations that are billed by themselves. Everything else (agents, tools, workflows) repeats or wraps them. */
const BILLED: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["chat", "generation"],
  ["generate_content", "generation"],
  ["text_completion", "generation"],
  ["completion", "generation"],
  ["acompletion", "generation"],
  ["chat_completion", "generation"],
  ["chat.completions", "generation"],
  ["chat.streaming_completions", "generation"],
  ["text.completions", "generation"],
  ["text.streaming_completions", "generation"],
  ["generate", "generation"],
  ["generatecontent", "generation"],
  ["llm_call", "generation"],
  ["responses", "generation"],
  ["messages", "generation"],
  ["embeddings", "embedding"],
  ["embedding", "embedding"],
  ["aembedding", "embedding"],
  ["rerank", "other"],
  ["image_generation", "other"],
  ["video_generation", "other"],
  ["speech", "other"],
  ["transcription", "other"],
  ["moderation", "other"],
]);

/** Operations that wrap or repeat model calls, whatever tokens they show. */
const WRAPS =
  /agent|tool|workflow|memory|retriev|plan|fetch|count|batch|chain|task|session|conversation|framework|cycle|^(?:get|list)_/;

/** What kind of model call a span is, or null when it is none: an event of its task. */
export function chooseOperation(span: DecodedSpan, emitter: Emitter): Operation | null {
  const said = emitter.operation?.(span) ?? null;
  if (said !== null) return said === "event" ? null : said;
  const { attributes } = span;
  const name = asText(attributes.get(GEN_AI.operationName)) ?? asText(attributes.get("llm.request.type"));
  const billed = name === null ? undefined : BILLED.get(name.toLowerCase());
  if (billed !== undefined) return billed;
  if (name !== null && WRAPS.test(name.toLowerCase())) return null;
  return isBareCall(span) ? "generation" : null;
}

/** Instrumentations without, or with their own, names of operations: a model was asked for, and tokens were counted. */
function isBareCall({ attributes }: DecodedSpan): boolean {
  return (
    isNamed(attributes) &&
    (valueOf(attributes, "inputTokens") !== null || valueOf(attributes, "outputTokens") !== null) &&
    !attributes.has("agent_name") &&
    !attributes.has("gen_ai.agent.name")
  );
}

/** By its provider and a model, or by a model whose name tells its provider. */
function isNamed(attributes: Attributes): boolean {
  const model = textOf(attributes, "requestModel") ?? textOf(attributes, "responseModel");
  return model !== null && normaliseProvider(textOf(attributes, "provider"), model) !== "";
}
