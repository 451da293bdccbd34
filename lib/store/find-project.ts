import type { Project } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export async function findProject(store: Store, slug: string): Promise<Project | null> {
  return store.prisma.project.findUnique({ where: { slug } });
}

export async function findProjectById(store: Store, projectId: string): Promise<Project | null> {
  return store.prisma.project.findUnique({ where: { id: projectId } });
}

export async function listProjects(store: Store): Promise<Project[]> {
  return store.prisma.project.findMany({ orderBy: { createdAt: "asc" } });
}
