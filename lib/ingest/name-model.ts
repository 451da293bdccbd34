/** Names that pick a model rather than being one. */
const ROUTER = /^(?:openrouter\/.+|auto|router|model-router.*|.+\/auto|azure-model-router.*)$/i;
/** Bedrock's inference profiles and Azure's deployments name a place, not a model. */
const PLACE = /^arn:/i;

/**
 * The name that figures are grouped by: the one requested, or the one served where a deployment or a router was named.
 * @param provider normalised.
 */
export function nameModel(provider: string, requested: string | null, served: string | null): string {
  if (requested === null || requested === "") return served ?? "";
  if (served === null || served === "") return requested;
  const indirect = provider.startsWith("azure.") || ROUTER.test(requested) || PLACE.test(requested);
  return indirect ? served : requested;
}
