import { storable } from "#lib/ingest/storable-text.ts";
import { MARK_BODY } from "#lib/server/mark-body.ts";
import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { createMark } from "#lib/store/create-mark.ts";

export const POST = route("ingest", async ({ request, runtime, grant }) => {
  const { at, label, kind } = parseJson(await readText(request), MARK_BODY);
  const mark = { at: new Date(at), label: storable(label), kind: storable(kind) };
  await createMark(runtime.store, { projectId: grant.projectId, ...mark });
  return json(mark, 201);
});
export const OPTIONS = preflight;
