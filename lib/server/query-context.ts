import type { QueryContext } from "#lib/analysis/parse-metrics-query.ts";

import type { ApiCall } from "./route.ts";

/** What a question needs to know of the project it is about. */
export async function queryContext({ runtime, grant }: ApiCall): Promise<QueryContext> {
  const { declaredTags } = await runtime.prisma.project.findUniqueOrThrow({
    where: { id: grant.projectId },
    select: { declaredTags: true },
  });
  return { projectId: grant.projectId, declaredTags, now: new Date() };
}
