import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { describeSchedule, SCHEDULE_BODY } from "#lib/server/review-schedule-body.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, saySchedule } from "#lib/server/say-change.ts";
import { saveSchedule } from "#lib/server/save-schedule.ts";

export const GET = route("read", async ({ runtime, grant }) =>
  json(await describeSchedule(runtime.store, grant.projectId)),
);

export const PUT = route("admin", async (call) => {
  const { request, runtime, grant } = call;
  const { schedule } = parseJson(await readText(request), SCHEDULE_BODY);
  const nextAt = await saveSchedule(runtime.store, grant.projectId, { schedule, now: new Date() });
  await writeDown(call, saySchedule(nextAt));
  return json(await describeSchedule(runtime.store, grant.projectId));
});
export const OPTIONS = preflight;
