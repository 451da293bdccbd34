import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { Outturn } from "#lib/capture/index.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { describeError } from "#tests/support/replay-clients.ts";

import { keepSpans } from "./compare.ts";

/** What a path answers: JSON, text with a content type, or events. */
export type Answer =
  | { readonly json: unknown; readonly status?: number }
  | { readonly text: string | Uint8Array; readonly type: string }
  | { readonly events: readonly unknown[] };

/** `POST /v1/images/generations` → its answers in turn, the last one again and again. */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

export interface Clients {
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
  readonly outturn: Outturn | null;
}

interface Compared {
  readonly bare: unknown;
  readonly watched: unknown;
  readonly spans: readonly OtlpSpan[];
}

/** Runs the same against the same answers twice: with bare clients, then with watched ones. */
export async function compareOn(answers: Answers, run: (clients: Clients) => Promise<unknown>): Promise<Compared> {
  const spans: OtlpSpan[] = [];
  const bare = await perform(answers, null, run);
  const outturn = new Outturn({ key: "test", sink: keepSpans(spans) });
  const watched = await perform(answers, outturn, run);
  await outturn.shutdown();
  return { bare, watched, spans };
}

async function perform(
  answers: Answers,
  outturn: Outturn | null,
  run: (clients: Clients) => Promise<unknown>,
): Promise<unknown> {
  const turns = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.on("end", () => send(outgoing, choose(answers, turns, incoming)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const openai = new OpenAI({ apiKey: "fake", baseURL: `${origin}/v1`, maxRetries: 0 });
  const anthropic = new Anthropic({ apiKey: "fake", baseURL: origin, maxRetries: 0 });
  const clients = { openai: outturn?.observe(openai) ?? openai, anthropic: outturn?.observe(anthropic) ?? anthropic };
  try {
    const seen = await run({ ...clients, outturn }).catch((error: unknown) => ({ threw: describeError(error) }));
    return withoutOrigin(seen, origin);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function choose(answers: Answers, turns: Map<string, number>, { method, url }: IncomingMessage): Answer {
  const route = `${method ?? ""} ${(url ?? "").split("?")[0] ?? ""}`;
  const turn = turns.get(route) ?? 0;
  turns.set(route, turn + 1);
  const own = answers[route] ?? [];
  return own[Math.min(turn, own.length - 1)] ?? { json: { error: { message: `no answer for ${route}` } }, status: 404 };
}

function send(outgoing: ServerResponse, answer: Answer): void {
  const ids = { "x-request-id": "req_1", "request-id": "req_1" };
  if ("events" in answer) {
    outgoing.writeHead(200, { "content-type": "text/event-stream", ...ids });
    for (const event of answer.events) outgoing.write(`data: ${JSON.stringify(event)}\n\n`);
    outgoing.end();
  } else if ("json" in answer) {
    outgoing.writeHead(answer.status ?? 200, { "content-type": "application/json", ...ids });
    outgoing.end(JSON.stringify(answer.json).replaceAll("ORIGIN", `http://${outgoing.req.headers.host ?? ""}`));
  } else {
    outgoing.writeHead(200, { "content-type": answer.type, ...ids }).end(answer.text);
  }
}

/** Each run has a port of its own. */
function withoutOrigin(value: unknown, origin: string): unknown {
  return JSON.parse((JSON.stringify(value) ?? "null").replaceAll(origin, "ORIGIN"));
}
