import type { Mark } from "#generated/prisma/client.ts";
import type { TimeRange } from "#lib/domain/time.ts";

import type { Store } from "./open-store.ts";

/** The marks of a project in a range, oldest first. */
export async function listMarks(store: Store, projectId: string, { from, to }: TimeRange): Promise<Mark[]> {
  return store.prisma.mark.findMany({ where: { projectId, at: { gte: from, lt: to } }, orderBy: { at: "asc" } });
}
