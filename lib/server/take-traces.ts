import { bodyOf } from "./read-json.ts";
import { CORS } from "./respond.ts";
import { route } from "./route.ts";
import type { ApiCall } from "./route.ts";

/** One OTLP/HTTP export of spans: answered in the encoding it came in, and only once it is committed. */
export const takeTraces = route("ingest", async ({ request, runtime, grant }) => {
  const answer = await runtime.acceptTraces(
    {
      contentType: request.headers.get("content-type"),
      contentEncoding: request.headers.get("content-encoding"),
      body: bodyOf(request),
    },
    { projectId: grant.projectId, key: grant.keyName },
  );
  const headers = new Headers({ ...CORS, "content-type": answer.contentType });
  if (answer.retryAfter !== undefined) headers.set("retry-after", String(answer.retryAfter));
  // The rest of an oversized body is not read: nobody may send a next request after it on this connection.
  if (answer.status === 413) headers.set("connection", "close");
  // A Uint8Array is a body; its type is wider than fetch's because its buffer might be shared.
  return new Response(answer.body as BodyInit, { status: answer.status, headers });
});

/**
 * Exporters set up for all signals send logs and metrics too. They are read to the end and answered with success, so that nothing
 * retries or complains; nothing of them is kept.
 */
export async function declineSignal({ request }: ApiCall): Promise<Response> {
  await request.body?.pipeTo(new WritableStream());
  const isJson = (request.headers.get("content-type") ?? "").startsWith("application/json");
  const headers = { ...CORS, "content-type": isJson ? "application/json" : "application/x-protobuf" };
  return new Response(isJson ? "{}" : new Uint8Array(0), { headers });
}
