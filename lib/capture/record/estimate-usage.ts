import { GEN_AI } from "#lib/domain/attributes.ts";

import type { ReplyFacts } from "../api.ts";
import type { OpenCall } from "./open-call.ts";

/** Characters of English text a token, a rule of thumb good enough for what is marked as an estimate. */
const CHARS_PER_TOKEN = 4;

/**
 * Usage of a stream that was cut short: what the provider said of the input, else the request's size; output by what was
 * seen. Null when the provider's own figures stand, or when nothing was seen at all.
 */
export function estimateUsage(call: OpenCall, reply: ReplyFacts): Record<string, number> | null {
  if (call.collector === null || !wasCut(call, reply) || hasFinalUsage(call, reply)) return null;
  const told = reply.usage ?? {};
  if (reply.outputChars === 0 && reply.usage === null) return null;
  return {
    [GEN_AI.inputTokens]: Math.ceil((call.inputChars ?? 0) / CHARS_PER_TOKEN),
    ...told,
    [GEN_AI.outputTokens]: Math.max(Math.ceil(reply.outputChars / CHARS_PER_TOKEN), told[GEN_AI.outputTokens] ?? 0),
  };
}

function wasCut({ ending }: OpenCall, reply: ReplyFacts): boolean {
  return !reply.complete || ending?.kind === "error" || ending?.kind === "cut";
}

/** OpenAI sends usage at the very end or not at all; Anthropic opens with the input and a placeholder for the output. */
function hasFinalUsage({ api }: OpenCall, reply: ReplyFacts): boolean {
  return reply.usage !== null && (api.family === "openai" || reply.complete);
}
