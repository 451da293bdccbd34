import { openTaskContent } from "#lib/server/content/open-task-content.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { readTaskId } from "#lib/server/task-statements.ts";

export const GET = route(
  "admin",
  async ({ params, runtime, grant }) => {
    const taskId = readTaskId(params["id"] ?? "");
    const { projectId, actor } = grant;
    const told = await openTaskContent(runtime, { projectId, taskId, actor });
    return json(told);
  },
  "readContent",
);
export const OPTIONS = preflight;
