/** Names that instrumentations give providers → the well-known ones of the GenAI conventions, in lower case. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ["azure", "azure.ai.openai"],
  ["azure-openai", "azure.ai.openai"],
  ["azure_openai", "azure.ai.openai"],
  ["azureopenai", "azure.ai.openai"],
  ["az.ai.openai", "azure.ai.openai"],
  ["az.ai.inference", "azure.ai.inference"],
  ["xai", "x_ai"],
  ["x-ai", "x_ai"],
  ["gemini", "gcp.gemini"],
  ["google_genai", "gcp.gemini"],
  ["google.generative-ai", "gcp.gemini"],
  ["gcp.vertex.agent", "gcp.vertex_ai"],
  ["vertex_ai", "gcp.vertex_ai"],
  ["vertexai", "gcp.vertex_ai"],
  ["google.vertex", "gcp.vertex_ai"],
  ["amazon-bedrock", "aws.bedrock"],
  ["bedrock", "aws.bedrock"],
  ["aws", "aws.bedrock"],
  ["mistral", "mistral_ai"],
  ["mistralai", "mistral_ai"],
  ["az.ai.agents", "azure.ai.openai"],
  ["vertex", "gcp.vertex_ai"],
  ["vertex_ai_beta", "gcp.vertex_ai"],
  ["bedrock_converse", "aws.bedrock"],
]);

/** Frameworks that name themselves where the provider belongs: the model's name says more. */
const FRAMEWORKS: ReadonlySet<string> = new Set([
  "_other",
  "ag2",
  "autogen",
  "crewai",
  "haystack",
  "langchain",
  "langgraph",
  "llama_index",
  "llamaindex",
  "microsoft.agent_framework",
  "pydantic_ai",
  "semantic_kernel",
  "spring_ai",
  "strands-agents",
  "unknown",
]);

/** Providers whose conventional names hold a point: everything after the first point elsewhere names an API of theirs. */
const POINTED = /^(?:aws|azure|gcp|az|ibm|google)\./;

/** How vendors call their models, for emitters that do not name the provider. */
const BY_MODEL: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:gpt-|chatgpt|o[1345](?:-|$)|ft:(?:gpt|davinci|babbage)|text-embedding-|davinci|codex-|dall-e|whisper|tts-)/,
    "openai",
  ],
  [/^claude/, "anthropic"],
  [/^(?:(?:us|eu|apac|jp|au|global)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek)\./, "aws.bedrock"],
  [/^(?:models\/)?gemini/, "gcp.gemini"],
  [/^(?:mistral|mixtral|codestral|ministral|magistral)/, "mistral_ai"],
  [/^deepseek/, "deepseek"],
  [/^grok/, "x_ai"],
  [/^(?:command|embed-|rerank-)/, "cohere"],
];

/** `OpenAI`, `openai.chat`, `azure` → `openai`, `openai`, `azure.ai.openai`. Empty when nothing tells. */
export function normaliseProvider(name: string | null, model: string | null): string {
  if (name === null) return providerOfModel(model);
  const lower = name.toLowerCase().trim();
  const known = WELL_KNOWN.get(lower) ?? (FRAMEWORKS.has(lower) ? providerOfModel(model) || lower : undefined);
  if (known !== undefined) return known;
  const dot = lower.indexOf(".");
  if (dot <= 0 || POINTED.test(lower)) return lower;
  const head = lower.slice(0, dot);
  return WELL_KNOWN.get(head) ?? head;
}

function providerOfModel(model: string | null): string {
  if (model === null) return "";
  return BY_MODEL.find(([pattern]) => pattern.test(model))?.[1] ?? "";
}
