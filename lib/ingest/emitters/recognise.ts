import type { DecodedSpan } from "../decoded-span.ts";
import { anthropicSdk } from "./anthropic-sdk.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import type { Emitter } from "./emitter.ts";
import { googleAdk } from "./google-adk.ts";
import { langfuse } from "./langfuse.ts";
import { litellm } from "./litellm.ts";
import { openinference } from "./openinference.ts";
import { outturn } from "./outturn.ts";
import { strands } from "./strands.ts";
import { traceloop } from "./traceloop.ts";
import { vercelAi } from "./vercel-ai.ts";

/** Those that wrap others stand first: a Vercel span that OpenInference annotated is still Vercel's. */
const EMITTERS: readonly Emitter[] = [
  outturn,
  claudeCode,
  anthropicSdk,
  vercelAi,
  langfuse,
  litellm,
  codex,
  openinference,
  traceloop,
  strands,
  googleAdk,
];

/** By the conventions alone: input includes the cache, output its reasoning. */
const CONVENTIONS: Emitter = { name: "conventions", recognises: () => true };

export function recogniseEmitter(span: DecodedSpan): Emitter {
  return EMITTERS.find((emitter) => emitter.recognises(span)) ?? CONVENTIONS;
}
