import { bag, text } from "./peek.ts";

/** Where a client's requests go, and whose models answer there. */
export interface Host {
  readonly provider: string;
  readonly host: string;
  readonly port: number | null;
}

/** Host name (or its end) → provider name of the GenAI conventions. */
const PROVIDERS = [
  [/(^|\.)openai\.azure\.com$|\.cognitiveservices\.azure\.com$/, "azure.ai.openai"],
  [/\.services\.ai\.azure\.com$|\.models\.ai\.azure\.com$/, "azure.ai.inference"],
  [/(^|\.)openrouter\.ai$/, "openrouter"],
  [/(^|\.)groq\.com$/, "groq"],
  [/(^|\.)deepseek\.com$/, "deepseek"],
  [/(^|\.)mistral\.ai$/, "mistral_ai"],
  [/(^|\.)x\.ai$/, "x_ai"],
  [/(^|\.)perplexity\.ai$/, "perplexity"],
  [/(^|\.)moonshot\.(cn|ai)$/, "moonshot_ai"],
  [/(^|\.)cohere\.(ai|com)$/, "cohere"],
  [/(^|\.)together\.(xyz|ai)$/, "together"],
  [/(^|\.)fireworks\.ai$/, "fireworks"],
  [/(^|\.)cerebras\.ai$/, "cerebras"],
  [/(^|\.)(huggingface\.co|hf\.space)$/, "huggingface"],
  [/(^|\.)dashscope(-intl)?\.aliyuncs\.com$/, "alibaba_cloud"],
  [/^bedrock.*\.amazonaws\.com$/, "aws.bedrock"],
  [/aiplatform(\.\w+\.rep)?\.googleapis\.com$/, "gcp.vertex_ai"],
  [/^generativelanguage\.googleapis\.com$/, "gcp.gemini"],
] as const satisfies readonly (readonly [RegExp, string])[];

/** The port that Ollama listens on unless told otherwise, wherever it runs. */
const OLLAMA_PORT = 11_434;

/** Client classes that are of one cloud, whatever host (a gateway, a regional name) they are sent to. */
const CLOUDS: Readonly<Record<string, string>> = {
  AzureOpenAI: "azure.ai.openai",
  AnthropicBedrock: "aws.bedrock",
  AnthropicBedrockMantle: "aws.bedrock",
  AnthropicVertex: "gcp.vertex_ai",
};

/** The cloud of a client, as newer SDKs say themselves and older ones by the name of their class; else the SDK's provider. */
function cloudOf(client: object, family: string): string {
  for (let at: unknown = client; typeof at === "object" && at !== null; at = Reflect.getPrototypeOf(at)) {
    const cloud = CLOUDS[text(at.constructor?.name) ?? ""];
    if (cloud !== undefined) return cloud;
  }
  return text(bag(client)["_genAIProviderName"]) ?? family;
}

/** Reads where a client sends to; hosts that nobody knows (proxies, local servers) count as the client's own cloud. */
export function findHost(client: object, family: "openai" | "anthropic"): Host {
  const baseUrl = bag(client)["baseURL"];
  const own = cloudOf(client, family);
  const url = typeof baseUrl === "string" && URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null) return { provider: own, host: "", port: null };
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port);
  const named = PROVIDERS.find(([pattern]) => pattern.test(url.hostname))?.[1];
  const provider = named ?? (port === OLLAMA_PORT ? "ollama" : own);
  return { provider, host: url.hostname, port };
}

/** Hosts that always send usage with a stream, so that nothing need be asked for. */
export function alwaysSendsUsage({ provider }: Host): boolean {
  return provider === "openrouter";
}
