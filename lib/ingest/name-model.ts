import { normaliseProvider } from "./providers.ts";

/** Names that pick a model rather than being one. */
const ROUTER = /^(?:openrouter\/.+|auto|router|model-router.*|.+\/auto|azure-model-router.*)$/i;
/** Bedrock's inference profiles and Azure's deployments name a place, not a model. */
const PLACE = /^arn:/i;

/**
 * The name that figures are grouped by: the one requested, or the one served where a deployment or a router was named.
 * @param provider normalised.
 */
export function nameModel(provider: string, requested: string | null, served: string | null): string {
  if (requested === null || requested === "") return withoutHost(provider, served ?? "");
  if (served === null || served === "") return withoutHost(provider, requested);
  const indirect = provider.startsWith("azure.") || ROUTER.test(requested) || PLACE.test(requested);
  return withoutHost(provider, indirect ? served : requested);
}

/** `openai/gpt-4o` at OpenAI and `publishers/google/models/gemini-2.5-pro` at Google's are models without their way. */
function withoutHost(provider: string, named: string): string {
  const name = provider.startsWith("gcp.") ? named.replace(/^(?:[\w./:-]*\/)?models\//, "") : named;
  const slash = name.indexOf("/");
  if (slash <= 0 || PLACE.test(name) || ROUTER.test(name)) return name;
  return normaliseProvider(name.slice(0, slash), null) === provider ? name.slice(slash + 1) : name;
}
