import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";

export interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

export interface Recorder {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A recorder's server on loopback that answers as told, the last answer again and again; null never answers. */
export async function startRecorder(answers: (Answer | null)[], port = 0): Promise<Recorder> {
  const received: Received[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const text = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
    const { authorization } = incoming.headers;
    received.push({
      path: incoming.url ?? "",
      authorization,
      body: text === "" ? null : (JSON.parse(text) as unknown),
    });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer) outgoing.writeHead(answer.status, answer.headers).end("{}");
  };
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing).catch(() => outgoing.destroy()));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    received,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The spans of one delivery. */
export function spansIn({ body }: Received): OtlpSpan[] {
  const { resourceSpans } = body as OtlpTraces;
  return resourceSpans.flatMap((part) => part.scopeSpans).flatMap((part) => [...part.spans]);
}
