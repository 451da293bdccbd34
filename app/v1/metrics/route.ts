import { preflight } from "#lib/server/route.ts";
import { takeExport } from "#lib/server/take-export.ts";

export const POST = takeExport("metrics");
export const OPTIONS = preflight;
