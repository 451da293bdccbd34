import { randomBytes } from "node:crypto";

import type { Project } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

/** Slug of the project that exists from the first start. */
export const DEFAULT_PROJECT = "default";

export interface NewProject {
  readonly slug: string;
  readonly name: string;
  /** True for a project that holds the generated sample. */
  readonly simulated?: boolean;
  /** IANA zone of its invoices; UTC when not given. */
  readonly billingZone?: string;
}

/** Makes a project with a hash key of its own. @throws a unique violation when the slug is taken. */
export async function createProject(store: Store, project: NewProject): Promise<Project> {
  return store.prisma.project.create({ data: { ...project, hashKey: randomBytes(32).toString("hex") } });
}

/** The default project, made if it is not there; safe when several processes start together. */
export async function ensureDefaultProject(store: Store): Promise<Project> {
  return store.prisma.project.upsert({
    where: { slug: DEFAULT_PROJECT },
    update: {},
    create: { slug: DEFAULT_PROJECT, name: "Default", hashKey: randomBytes(32).toString("hex") },
  });
}
