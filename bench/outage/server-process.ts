// A server that takes spans on a given port (0 for any) and tells its parent of each before it acknowledges it, so that killing
// it at any moment loses nothing that was acknowledged.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

import type { OtlpTraces } from "#lib/domain/otlp.ts";

async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const text = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
  // What the client library sends, and nobody else.
  const { resourceSpans } = JSON.parse(text) as OtlpTraces;
  const ids = resourceSpans.flatMap((part) =>
    part.scopeSpans.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)),
  );
  process.send?.({ ids }, undefined, undefined, () => outgoing.writeHead(200).end("{}"));
}

const server = createServer((incoming, outgoing) => {
  take(incoming, outgoing).catch((error: unknown) => outgoing.writeHead(400).end(String(error)));
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
process.on("disconnect", () => process.exit(0));
