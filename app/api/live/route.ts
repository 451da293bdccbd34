import { eventStream } from "#lib/server/event-stream.ts";
import { followFolds } from "#lib/server/follow-folds.ts";
import { route } from "#lib/server/route.ts";

export const GET = route("read", async ({ request, runtime, grant }) =>
  Promise.resolve(eventStream(request, (send) => followFolds(runtime.reads, grant.projectId, send))),
);
