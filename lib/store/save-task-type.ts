import type { TaskType } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export interface TaskTypeSettings {
  readonly projectId: string;
  readonly name: string;
  /** Nano-dollars that a failed task of the type costs beside its calls; null when not said. */
  readonly failureCostNano?: bigint | null;
  /** Success rate below which a model is not ranked; null when not said. */
  readonly successFloor?: number | null;
}

export async function saveTaskType(store: Store, { projectId, name, ...said }: TaskTypeSettings): Promise<TaskType> {
  return store.prisma.taskType.upsert({
    where: { projectId_name: { projectId, name } },
    update: said,
    create: { projectId, name, ...said },
  });
}

/** What the project has said of its task types, by name. */
export async function listTaskTypes(store: Store, projectId: string): Promise<TaskType[]> {
  return store.prisma.taskType.findMany({ where: { projectId }, orderBy: { name: "asc" } });
}
