import { preflight } from "#lib/server/route.ts";
import { takeTraces } from "#lib/server/take-traces.ts";

export const POST = takeTraces;
export const OPTIONS = preflight;
