import { asText, asTokens, at, parseJson, scalar } from "../read-attributes.ts";
import type { RawCall } from "../raw-call.ts";
import type { Emitter } from "./emitter.ts";

const FIRST_TOKEN = "First Token Stream Event";

/** OpenInference: kinds instead of operations; what it has no attribute for stands in the raw request and response. */
export const openinference: Emitter = {
  name: "openinference",
  recognises: ({ attributes }) => attributes.has("openinference.span.kind"),
  operation: ({ attributes }) => {
    const kind = asText(attributes.get("openinference.span.kind"))?.toUpperCase();
    return kind === "LLM" ? "generation" : kind === "EMBEDDING" ? "embedding" : "event";
  },
  inputRule: () => "inclusive",
  amend: (span, raw) => {
    const { attributes } = span;
    amendFromRequest(
      parseJson(attributes.get("llm.invocation_parameters")),
      raw,
      attributes.has("llm.request.model_name"),
    );
    const first = span.events.find((event) => event.name === FIRST_TOKEN);
    if (first !== undefined && first.timeUs >= span.startUs) raw.ttftMs ??= (first.timeUs - span.startUs) / 1000;
    if (attributes.get("output.mime_type") === "application/json") {
      amendFromResponse(parseJson(attributes.get("output.value")), raw);
    }
  },
};

function amendFromRequest(parameters: unknown, raw: RawCall, named: boolean): void {
  const stream = at(parameters, "stream");
  if (typeof stream === "boolean") raw.streamed ??= stream;
  raw.serviceTier ??= asText(scalar(at(parameters, "service_tier")));
  const asked = asText(scalar(at(parameters, "model")));
  if (named || asked === null) return;
  // `llm.model_name` alone holds what was served, once there is an answer; what was asked for stands in the parameters.
  raw.responseModel ??= raw.requestModel;
  raw.requestModel = asked;
}

function amendFromResponse(response: unknown, raw: RawCall): void {
  raw.responseId ??= asText(scalar(at(response, "id")));
  raw.responseModel ??= asText(scalar(at(response, "model")));
  raw.serviceTier =
    asText(scalar(at(response, "service_tier"))) ??
    asText(scalar(at(response, "usage", "service_tier"))) ??
    raw.serviceTier;
  const writes = (key: string): number | null => asTokens(scalar(at(response, "usage", "cache_creation", key)), key);
  raw.cacheWrite5m ??= writes("ephemeral_5m_input_tokens");
  raw.cacheWrite1h ??= writes("ephemeral_1h_input_tokens");
  if (isRefusal(response) && !raw.finishReasons.includes("refusal")) raw.finishReasons.push("refusal");
}

/** OpenAI ends a refusal with `stop`, and says it in the message. */
function isRefusal(response: unknown): boolean {
  const choices = at(response, "choices");
  return Array.isArray(choices) && choices.some((choice) => typeof at(choice, "message", "refusal") === "string");
}
