import { askWhatIf } from "#lib/server/ask-what-if.ts";
import { showWhatIf } from "#lib/server/show-what-if.ts";
import { CORS } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";

export const GET = route("read", async ({ url, runtime, grant }) => {
  const params = Object.fromEntries(url.searchParams);
  const asked = await askWhatIf(runtime.reads, { projectId: grant.projectId, params, now: new Date() });
  const { body, type } = showWhatIf(asked, url.searchParams.get("format") ?? "json");
  return new Response(body, { headers: { ...CORS, "content-type": type, "cache-control": "no-store" } });
});
export const OPTIONS = preflight;
