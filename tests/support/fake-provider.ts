import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import { DEFAULT_USAGE, fakeId } from "./fake-provider/reply.ts";
import type { FakeApi, FakeEvent, FakeModel, FakeReply, FakeRequest } from "./fake-provider/reply.ts";
import { chatBody, chatEvents } from "./fake-provider/speak-chat.ts";
import { messagesBody, messagesEvents } from "./fake-provider/speak-messages.ts";
import { responsesBody, responsesEvents } from "./fake-provider/speak-responses.ts";

export type { FakeModel, FakeReply, FakeRequest, FakeToolCall } from "./fake-provider/reply.ts";

export interface FakeProviderOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** How the model behaves when nothing is scripted; says "Hello." by default. */
  readonly reply?: FakeModel;
}

export interface FakeProvider {
  /** For `new OpenAI({ baseURL })`: chat completions, responses, embeddings, models. */
  readonly openaiBaseUrl: string;
  /** For `new Anthropic({ baseURL })`: messages. */
  readonly anthropicBaseUrl: string;
  /** Queues answers for the next requests, one each, e.g. `script({ status: 429 }, { status: 429 }, {})`. */
  script(...replies: (FakeReply | FakeModel)[]): void;
  /** Every request so far, attempts included, oldest first. */
  readonly requests: FakeRequest[];
  /** Streams that the client closed before their end. */
  readonly hangUps: () => number;
  close(): Promise<void>;
}

const ROUTES: readonly (readonly [RegExp, FakeApi])[] = [
  [/\/chat\/completions$/, "chat"],
  [/\/responses$/, "responses"],
  [/\/embeddings$/, "embeddings"],
  [/\/messages$/, "messages"],
  [/\/models$/, "models"],
];

/**
 * Starts a model provider on loopback that speaks OpenAI chat completions and responses and Anthropic messages, plain
 * and streamed, and answers as scripted: status sequences (`429, 429, 200`), delays, tool calls with chosen arguments,
 * usage, refusals, streams that break off. Model behaviour may be a function of the request.
 */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const queue: (FakeReply | FakeModel)[] = [];
  const requests: FakeRequest[] = [];
  let hangUps = 0;
  const server = createServer((incoming, outgoing) => {
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) hangUps += 1;
    });
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    requests.push(request);
    const next = queue.shift() ?? options.reply ?? {};
    const reply = typeof next === "function" ? await next(request) : next;
    if (reply.delayMs) await wait(reply.delayMs);
    await send(request, reply, outgoing);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    openaiBaseUrl: `http://127.0.0.1:${port}/v1`,
    anthropicBaseUrl: `http://127.0.0.1:${port}`,
    script: (...replies) => void queue.push(...replies),
    requests,
    hangUps: () => hangUps,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const path = (incoming.url ?? "/").split("?")[0] ?? "/";
  const body = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return {
    api: ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? "models",
    path,
    headers,
    body,
    model: typeof body["model"] === "string" ? body["model"] : "fake-model",
    stream: body["stream"] === true,
    retry: Number(headers["x-stainless-retry-count"] ?? 0),
  };
}

async function send(request: FakeRequest, reply: FakeReply, outgoing: ServerResponse): Promise<void> {
  const requestId = fakeId("req_");
  const ids = { "x-request-id": requestId, "request-id": requestId };
  const status = reply.status ?? 200;
  if (status !== 200) {
    outgoing.writeHead(status, { "content-type": "application/json", ...ids, ...reply.headers });
    outgoing.end(JSON.stringify(errorBody(request, reply, requestId)));
  } else if (request.stream) {
    outgoing.writeHead(200, { "content-type": "text/event-stream", ...ids, ...reply.headers });
    await sendEvents(eventsOf(request, reply), request, { reply, outgoing });
  } else {
    outgoing.writeHead(200, { "content-type": "application/json", ...ids, ...reply.headers });
    outgoing.end(JSON.stringify(bodyOf(request, reply)));
  }
}

function bodyOf(request: FakeRequest, reply: FakeReply): unknown {
  switch (request.api) {
    case "chat":
      return chatBody(request, reply);
    case "responses":
      return responsesBody(request, reply);
    case "messages":
      return messagesBody(request, reply);
    case "embeddings":
      return embeddingsBody(request, reply);
    case "models":
      return {
        object: "list",
        data: [{ id: "fake-model", object: "model", created: 1, owned_by: "fake" }],
        has_more: false,
      };
  }
}

function embeddingsBody(request: FakeRequest, reply: FakeReply): unknown {
  const vector = new Float32Array([0.25, -0.5, 1]);
  const embedding =
    request.body["encoding_format"] === "base64" ? Buffer.from(vector.buffer).toString("base64") : [...vector];
  const tokens = (reply.usage ?? DEFAULT_USAGE).input;
  return {
    object: "list",
    data: [{ object: "embedding", index: 0, embedding }],
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function eventsOf(request: FakeRequest, reply: FakeReply): FakeEvent[] {
  if (request.api === "chat") return chatEvents(request, reply);
  return request.api === "responses" ? responsesEvents(request, reply) : messagesEvents(request, reply);
}

async function sendEvents(
  events: readonly FakeEvent[],
  request: FakeRequest,
  { reply, outgoing }: { reply: FakeReply; outgoing: ServerResponse },
): Promise<void> {
  for (const [sent, { event, data }] of events.entries()) {
    if (sent === reply.destroyAfter) return loseConnection(outgoing);
    if (sent === reply.endAfter) return void outgoing.end();
    if (sent === reply.errorAfter) return void outgoing.end(errorEvent(request, reply));
    if (outgoing.destroyed) return;
    outgoing.write(`${event === null ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
    if (reply.chunkDelayMs) await wait(reply.chunkDelayMs);
  }
  outgoing.end(request.api === "chat" ? "data: [DONE]\n\n" : undefined);
}

/** Ends the connection without ending the body, once what was written before is on its way. */
async function loseConnection(outgoing: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => outgoing.write(": last words\n\n", () => resolve()));
  outgoing.socket?.destroySoon();
}

function errorEvent(request: FakeRequest, reply: FakeReply): string {
  const body = errorBody(request, { error: { type: "overloaded_error" }, ...reply }, fakeId("req_"));
  return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
}

function errorBody(request: FakeRequest, reply: FakeReply, requestId: string): unknown {
  const status = reply.status ?? 500;
  const type = reply.error?.type ?? (status === 429 ? "rate_limit_error" : "api_error");
  const message = reply.error?.message ?? `The fake provider was told to answer ${status}.`;
  if (request.api === "messages") {
    const details = reply.error?.code === undefined ? null : { error_code: reply.error.code };
    return { type: "error", error: { type, message, details }, request_id: requestId };
  }
  return { error: { message, type, param: null, code: reply.error?.code ?? null } };
}
