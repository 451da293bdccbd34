import { asTokens } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

const REASONING = "gen_ai.usage.experimental.reasoning_tokens";

/** Google's Agent Development Kit, until it counted by the conventions: the output leaves the reasoning out. */
export const googleAdk: Emitter = {
  name: "google-adk",
  recognises: ({ attributes }) => attributes.has(REASONING),
  inputRule: () => "inclusive",
  amend: ({ attributes }, raw) => {
    if (raw.reasoning !== null) return;
    raw.reasoning = asTokens(attributes.get(REASONING), REASONING);
    if (raw.outputTokens !== null) raw.outputTokens += raw.reasoning ?? 0;
  },
};
