import { readReview, showReview } from "#lib/server/read-review.ts";
import { CORS } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { findProjectById } from "#lib/store/find-project.ts";

export const GET = route("read", async ({ url, params, runtime, grant }) => {
  const { store, reads: db } = runtime;
  const simulated = (await findProjectById(store, grant.projectId))?.simulated ?? false;
  const review = await readReview(store, { id: grant.projectId, simulated }, { week: params["week"] ?? "", db });
  const { body, type } = showReview(review, url.searchParams.get("format") ?? "json");
  return new Response(body, { headers: { ...CORS, "content-type": type, "cache-control": "no-store" } });
});
export const OPTIONS = preflight;
