import type { Emitter } from "./emitter.ts";

const USAGE = "codex.turn.token_usage.";

/** Codex: tokens stand only on the span of a turn, as the sum of its requests. The turn is the call: nothing finer is counted. */
export const codex: Emitter = {
  name: "codex",
  recognises: ({ origin }) => origin.scope.startsWith("codex_"),
  aliases: {
    requestModel: ["model"],
    inputTokens: [`${USAGE}input_tokens`],
    outputTokens: [`${USAGE}output_tokens`],
    cacheRead: [`${USAGE}cached_input_tokens`],
    reasoning: [`${USAGE}reasoning_output_tokens`],
  },
  operation: ({ attributes }) => (attributes.has(`${USAGE}input_tokens`) ? "generation" : "event"),
  inputRule: () => "inclusive",
  amend: (_span, raw) => {
    raw.provider ??= "openai";
  },
};
