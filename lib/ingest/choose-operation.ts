import { GEN_AI } from "#lib/domain/attributes.ts";
import type { Operation } from "#lib/domain/call.ts";
import type { DecodedSpan } from "./decoded-span.ts";
import type { Emitter } from "./emitters/emitter.ts";
import { asText, valueOf } from "./read-attributes.ts";

/** Words for operations that are billed by themselves. Everything else (agents, tools, workflows) repeats or wraps them. */
const BILLED: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["chat", "generation"],
  ["generate_content", "generation"],
  ["text_completion", "generation"],
  ["completion", "generation"],
  ["acompletion", "generation"],
  ["responses", "generation"],
  ["messages", "generation"],
  ["embeddings", "embedding"],
  ["embedding", "embedding"],
  ["aembedding", "embedding"],
  ["rerank", "other"],
  ["image_generation", "other"],
  ["speech", "other"],
  ["transcription", "other"],
  ["moderation", "other"],
]);

/** What kind of model call a span is, or null when it is none: an event of its task. */
export function chooseOperation(span: DecodedSpan, emitter: Emitter): Operation | null {
  const said = emitter.operation?.(span) ?? null;
  if (said !== null) return said === "event" ? null : said;
  const { attributes } = span;
  const name = asText(attributes.get(GEN_AI.operationName)) ?? asText(attributes.get("llm.request.type"));
  if (name !== null) return BILLED.get(name.toLowerCase()) ?? null;
  return isBareCall(span) ? "generation" : null;
}

/** Instrumentations from before the operation had a name: a model was asked for, and tokens were counted. */
function isBareCall({ attributes }: DecodedSpan): boolean {
  return (
    asText(attributes.get(GEN_AI.requestModel)) !== null &&
    valueOf(attributes, "provider") !== null &&
    (valueOf(attributes, "inputTokens") !== null || valueOf(attributes, "outputTokens") !== null) &&
    !attributes.has("agent_name") &&
    !attributes.has("gen_ai.agent.name")
  );
}
