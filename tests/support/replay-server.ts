import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** A recorded answer. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or the raw text of a stream. */
  readonly body: unknown;
}

/** Names, in a request header, the recording to answer with. */
export const RECORDING_HEADER = "x-recording";

/** Recorded headers that describe a transfer which is over. */
const NOT_REPLAYED = new Set(["content-length", "content-encoding", "transfer-encoding", "connection", "date"]);

export interface ReplayServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves recorded answers on loopback, chosen by the `x-recording` header. Like the real server it sends the usage chunk of
 * a chat stream only to clients that ask for it.
 */
export async function startReplayServer(find: (id: string) => RecordedResponse | undefined): Promise<ReplayServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, find).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  find: (id: string) => RecordedResponse | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const recorded = find(String(incoming.headers[RECORDING_HEADER]));
  if (recorded === undefined) return void outgoing.writeHead(404).end();
  for (const [name, value] of Object.entries(recorded.headers)) {
    if (!NOT_REPLAYED.has(name.toLowerCase())) outgoing.setHeader(name, value);
  }
  outgoing.writeHead(recorded.status);
  const asked = Buffer.concat(chunks).includes('"include_usage":true');
  const text = typeof recorded.body === "string" ? recorded.body : JSON.stringify(recorded.body);
  outgoing.end(asked ? text : withoutUsageChunk(text));
}

/** Leaves out the events of a chat stream that hold usage and no choice. */
function withoutUsageChunk(text: string): string {
  if (!/^data: \{.*"choices": ?\[\]/m.test(text)) return text;
  return text
    .split(/(?<=\n\r?\n)/)
    .filter((event) => !(/"choices": ?\[\]/.test(event) && /"usage": ?\{/.test(event)))
    .join("");
}
