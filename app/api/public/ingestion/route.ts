import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { INGESTION_BODY, takeIngestion } from "#lib/server/take-ingestion.ts";

/** A batch of events as Langfuse's clients of before OpenTelemetry send it. */
export const POST = route("ingest", async ({ request, runtime, grant }) => {
  const { batch } = parseJson(await readText(request), INGESTION_BODY);
  return json(await takeIngestion(batch, runtime, grant), 207);
});
export const OPTIONS = preflight;
