import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { AzureOpenAI } from "openai";

import type { Recording, RecordingProvider } from "./recording.ts";
import { RECORDING_HEADER } from "./replay-server.ts";

/** What a client made of an exchange: a value, the chunks of a stream, or an error. */
export interface Sent {
  readonly value?: unknown;
  readonly chunks?: readonly unknown[];
  readonly error?: Readonly<Record<string, unknown>>;
}

export type ReplayClients = Readonly<Record<Exclude<RecordingProvider, "anthropic">, OpenAI>> & {
  readonly anthropic: Anthropic;
};

/** Clients of the real providers' addresses whose requests go to the replay server. */
export function openReplayClients(
  origin: string,
  observe: <T extends object>(client: T) => T = (client) => client,
): ReplayClients {
  const redirect: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return fetch(`${origin}${url.pathname}${url.search}`, init);
  };
  const options = { apiKey: "replay", maxRetries: 0, fetch: redirect };
  const azure = { ...options, endpoint: "https://replay.openai.azure.com", apiVersion: "2025-04-01-preview" };
  return {
    openai: observe(new OpenAI({ ...options, baseURL: "https://api.openai.com/v1" })),
    openrouter: observe(new OpenAI({ ...options, baseURL: "https://openrouter.ai/api/v1" })),
    "azure-openai": observe(new AzureOpenAI(azure)),
    anthropic: observe(new Anthropic({ ...options, baseURL: "https://api.anthropic.com", openTelemetry: false })),
  };
}

/** Sends a recorded request and reads its answer to the end. */
export async function sendRecorded(clients: ReplayClients, recording: Recording): Promise<Sent> {
  const body = bodyToSend(recording);
  const options = { headers: { [RECORDING_HEADER]: encodeURIComponent(recording.id) }, timeout: 60_000 };
  try {
    const result = await create(clients, recording, { body, options });
    if (!isAsyncIterable(result)) return { value: result };
    const chunks: unknown[] = [];
    for await (const chunk of result) chunks.push(chunk);
    return { chunks };
  } catch (error) {
    return { error: describeError(error) };
  }
}

interface Call {
  readonly body: Readonly<Record<string, unknown>>;
  readonly options: { headers: Record<string, string>; timeout: number };
}

/** The method that makes such a request. Recorded bodies are what other clients sent, so their type is not ours to know. */
function create(clients: ReplayClients, recording: Recording, { body, options }: Call): PromiseLike<unknown> {
  if (recording.provider === "anthropic") {
    const { messages, beta } = clients.anthropic;
    const params = body as unknown as Anthropic.MessageCreateParams;
    return recording.request.url.includes("beta=true")
      ? beta.messages.create(params as Anthropic.Beta.Messages.MessageCreateParams, options)
      : messages.create(params, options);
  }
  const client = clients[recording.provider];
  if (!/(chat\/completions|responses)$/.test(recording.endpoint)) {
    return client.completions.create(body as unknown as OpenAI.CompletionCreateParams, options);
  }
  return recording.endpoint.endsWith("/responses")
    ? client.responses.create(body as OpenAI.Responses.ResponseCreateParams, options)
    : client.chat.completions.create(body as unknown as OpenAI.ChatCompletionCreateParams, options);
}

/** The recorded body; where only a reference to it was kept, the least that such an answer could have been asked for with. */
function bodyToSend({ request, response, model }: Recording): Readonly<Record<string, unknown>> {
  const { body } = request;
  if (typeof body === "object" && body !== null && !("kind" in body)) return body as Record<string, unknown>;
  const stream = typeof response.body === "string";
  return { model: model ?? "unknown", max_tokens: 1024, messages: [{ role: "user", content: "?" }], stream };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Everything of an error that a caller may look at, but the stack. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: error };
  const { headers, ...own } = Object.fromEntries(Object.entries(error));
  const names = headers instanceof Headers ? [...headers.keys()] : [];
  return { class: error.constructor.name, message: error.message, own, names };
}
