import { preflight } from "#lib/server/route.ts";
import { takeExport } from "#lib/server/take-export.ts";

export const POST = takeExport("logs");
export const OPTIONS = preflight;
