import { keepMark, MARK_BODY } from "#lib/server/marks.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";

export const POST = route("ingest", async ({ request, runtime, grant }) => {
  const mark = parseJson(await readText(request), MARK_BODY);
  return json(await keepMark(runtime, grant.projectId, mark), 201);
});
export const OPTIONS = preflight;
