import { asBoolean, asText } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

/** LiteLLM: the raw request is a child that repeats the call; an answer from its cache repeats id and usage. */
export const litellm: Emitter = {
  name: "litellm",
  recognises: ({ origin, name }) =>
    origin.scope === "litellm" || name === "litellm_request" || name === "raw_gen_ai_request",
  operation: (span) => {
    if (span.name === "raw_gen_ai_request" || span.name === "Received Proxy Server Request") return "event";
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
