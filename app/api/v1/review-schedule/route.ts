import { parseJson, readText } from "#lib/server/read-json.ts";
import { json } from "#lib/server/respond.ts";
import { describeSchedule, SCHEDULE_BODY } from "#lib/server/review-schedule-body.ts";
import { preflight, route } from "#lib/server/route.ts";
import { saveSchedule } from "#lib/server/save-schedule.ts";

export const GET = route("read", async ({ runtime, grant }) =>
  json(await describeSchedule(runtime.store, grant.projectId)),
);

export const PUT = route("admin", async ({ request, runtime, grant }) => {
  const { schedule } = parseJson(await readText(request), SCHEDULE_BODY);
  await saveSchedule(runtime.store, grant.projectId, { schedule, now: new Date() });
  return json(await describeSchedule(runtime.store, grant.projectId));
});
export const OPTIONS = preflight;
