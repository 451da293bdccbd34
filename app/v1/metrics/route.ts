import { preflight, route } from "#lib/server/route.ts";
import { declineSignal } from "#lib/server/take-traces.ts";

export const POST = route("ingest", declineSignal);
export const OPTIONS = preflight;
