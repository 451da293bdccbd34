import { crc32 } from "node:zlib";

/**
 * A fetch that stands where a cloud's host does: it takes the paths that Azure, Bedrock and Vertex AI have for a model, asks
 * the fake provider, and answers in the cloud's own form (Bedrock streams frames of AWS instead of server-sent events).
 */
export function cloudFetch(providerOrigin: string): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const place = BEDROCK.exec(pathname) ?? VERTEX.exec(pathname);
    const path = place ? "/v1/messages" : (OPENAI.exec(pathname)?.[0] ?? "");
    const framed = place?.[2] === "invoke-with-response-stream";
    const named = { ...(place && { model: decodeURIComponent(place[1] ?? "") }), ...(framed && { stream: true }) };
    const body = JSON.stringify({ ...sentIn(init), ...named });
    const response = await fetch(`${providerOrigin}${path}`, { ...init, body });
    return framed && response.status === 200 ? asFrames(response) : response;
  };
}

function sentIn(init: RequestInit | undefined): Record<string, unknown> {
  return typeof init?.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {};
}

const BEDROCK = /\/model\/([^/]+)\/(invoke|invoke-with-response-stream)$/;
const VERTEX = /\/publishers\/anthropic\/models\/([^/:]+):(rawPredict|streamRawPredict)$/;
const OPENAI = /\/(chat\/completions|responses|embeddings)$/;

/** Server-sent events as Bedrock sends them. */
export async function asFrames(response: Response): Promise<Response> {
  const events = (await response.text()).split("\n\n").flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? []);
  const headers = new Headers(response.headers);
  headers.set("content-type", "application/vnd.amazon.eventstream");
  return new Response(Buffer.concat(events.map(frame)), { status: 200, headers });
}

/** One event in AWS' framing: lengths, headers and payload, with a checksum after the lengths and one at the end. */
function frame(event: string): Buffer {
  const payload = Buffer.from(JSON.stringify({ bytes: Buffer.from(event).toString("base64") }));
  const named = { ":message-type": "event", ":event-type": "chunk", ":content-type": "application/json" };
  const headers = Buffer.concat(Object.entries(named).map(([name, value]) => frameHeader(name, value)));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(12 + headers.length + payload.length + 4, 0);
  lengths.writeUInt32BE(headers.length, 4);
  const message = Buffer.concat([lengths, checksum(lengths), headers, payload]);
  return Buffer.concat([message, checksum(message)]);
}

function frameHeader(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  // 7 says that the value is text.
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)]);
}

function checksum(of: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(of));
  return sum;
}
