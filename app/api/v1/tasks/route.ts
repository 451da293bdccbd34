import { describeSummary } from "#lib/server/describe-task.ts";
import { readTaskQuery } from "#lib/server/read-task-filter.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { listTasks } from "#lib/store/list-tasks.ts";

export const GET = route("read", async ({ url, runtime, grant }) => {
  const query = readTaskQuery(url.searchParams, grant.projectId, new Date());
  const { tasks, cursor } = await listTasks(runtime.store, query);
  return json({ tasks: tasks.map(describeSummary), cursor });
});
export const OPTIONS = preflight;
