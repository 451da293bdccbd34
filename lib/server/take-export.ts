import { bodyOf } from "./read-json.ts";
import { CORS } from "./respond.ts";
import { route } from "./route.ts";
import type { RouteHandler } from "./route.ts";
import type { OtlpSignal } from "./runtime.ts";

/** One OTLP/HTTP export of a signal: answered in the encoding it came in, and only once it is committed. */
export function takeExport(signal: OtlpSignal): RouteHandler {
  return route("ingest", async ({ request, runtime, grant }) => {
    const answer = await runtime.accept[signal](
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
}
