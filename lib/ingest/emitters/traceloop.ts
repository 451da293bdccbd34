import { asText } from "../read-attributes.ts";
import type { Emitter } from "./emitter.ts";

const CHUNK = "llm.content.completion.chunk";

/** Kinds of spans around calls; calls themselves have none, or `unknown`. */
const AROUND: ReadonlySet<string> = new Set(["workflow", "task", "agent", "tool", "session"]);

/** OpenLLMetry. Its JavaScript instrumentation of Anthropic passes the provider's own input count, without the cache. */
export const traceloop: Emitter = {
  name: "traceloop",
  recognises: ({ origin, attributes }) =>
    origin.scope.startsWith("@traceloop/") ||
    attributes.has("traceloop.span.kind") ||
    attributes.has("llm.request.type"),
  operation: ({ attributes }) => (AROUND.has(asText(attributes.get("traceloop.span.kind")) ?? "") ? "event" : null),
  inputRule: ({ origin }) => (origin.scope === "@traceloop/instrumentation-anthropic" ? "exclusive" : "inclusive"),
  amend: (span, raw) => {
    const first = span.events.find((event) => event.name === CHUNK);
    if (first === undefined) return;
    raw.streamed ??= true;
    if (first.timeUs >= span.startUs) raw.ttftMs ??= (first.timeUs - span.startUs) / 1000;
  },
};
