import { GEN_AI } from "#lib/domain/attributes.ts";
import { valueOf } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

const CALLS: ReadonlySet<unknown> = new Set(["chat", "embeddings", "text_completion"]);

/**
 * Our own capture: the conventions to the letter. What a call is billed beside its own usage (a compaction, an
 * advisor's answer) comes as a child span with its own model: billed, but no generation call.
 */
export const outturn: Emitter = {
  name: "outturn",
  recognises: ({ origin }) => origin.scope === "outturn",
  operation: ({ attributes }) => {
    const operation = attributes.get(GEN_AI.operationName);
    if (operation === undefined) return "event";
    if (CALLS.has(operation)) return null;
    return valueOf(attributes, "inputTokens") === null && valueOf(attributes, "outputTokens") === null ? null : "other";
  },
  inputRule: () => "inclusive",
  meansZero: true,
  plain: true,
};
