import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { takeOutcomes } from "#lib/server/take-outcomes.ts";

export const POST = route("ingest", async (call) => json(await takeOutcomes(call)));
export const OPTIONS = preflight;
