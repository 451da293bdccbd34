import { asBoolean, asText, valueOf } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

const NAMES: ReadonlySet<string> = new Set(["litellm_request", "raw_gen_ai_request", "Received Proxy Server Request"]);

/** LiteLLM: the raw request is a child that repeats the call; an answer from its cache repeats id and usage. */
export const litellm: Emitter = {
  name: "litellm",
  recognises: ({ origin, name }) => origin.scope === "litellm" || NAMES.has(name),
  operation: (span) => {
    if (span.name === "raw_gen_ai_request") return "event";
    // Later versions write the call here, with or without a span of its own beneath that says it again.
    if (span.name === "Received Proxy Server Request") {
      return valueOf(span.attributes, "outputTokens") === null ? "event" : null;
    }
    return span.name === "litellm_request" && !/embed/.test(asText(span.attributes.get("llm.request.type")) ?? "")
      ? "generation"
      : null;
  },
  aliases: { httpStatus: ["error.code"] },
  inputRule: () => "inclusive",
  amend: (span, raw) => {
    const hidden = asText(span.attributes.get("hidden_params"), 65_536) ?? "";
    if (/['"]cache_hit['"]\s*:\s*true/i.test(hidden) || asBoolean(span.attributes.get("metadata.cache_hit")) === true) {
      raw.fromCache = true;
    }
  },
};
