import { readPrometheus } from "#lib/server/prometheus.ts";
import { errorResponse } from "#lib/server/respond.ts";
import { getRuntime } from "#lib/server/runtime.ts";

/** Open, as scrapers expect: it holds the server's own load and nothing of anybody's calls. */
export async function GET(): Promise<Response> {
  try {
    const text = await readPrometheus(await getRuntime());
    return new Response(text, { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
  } catch (error) {
    return errorResponse(error);
  }
}
export const dynamic = "force-dynamic";
