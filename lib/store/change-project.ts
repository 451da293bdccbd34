import type { Project } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export interface ProjectChange {
  readonly name?: string;
  readonly billingZone?: string;
  /** Whether it holds the generated sample, which every page then says. */
  readonly simulated?: boolean;
  /** Days that raw rows are kept at least; null keeps them for ever. */
  readonly retentionDays?: number | null;
  /** Whether messages of calls are kept, for how many days, and what is taken out of them beside the usual. */
  readonly contentCapture?: boolean;
  readonly contentDays?: number;
  readonly contentPatterns?: { readonly name: string; readonly pattern: string }[];
}

export async function changeProject(store: Store, projectId: string, change: ProjectChange): Promise<Project> {
  return store.prisma.project.update({ where: { id: projectId }, data: change });
}
