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
  /** Whose it is; an organisation of its own, named like it, when not given. */
  readonly organisationId?: string;
}

/** Makes a project with a hash key of its own. @throws a unique violation when the slug is taken. */
export async function createProject(store: Store, { organisationId, ...project }: NewProject): Promise<Project> {
  return store.prisma.project.create({
    data: {
      ...project,
      hashKey: newHashKey(),
      organisation:
        organisationId === undefined ? { create: { name: project.name } } : { connect: { id: organisationId } },
    },
  });
}

/** The default project, made if it is not there; safe when several processes start together. */
export async function ensureDefaultProject(store: Store): Promise<Project> {
  const find = async (): Promise<Project | null> =>
    store.prisma.project.findUnique({ where: { slug: DEFAULT_PROJECT } });
  const known = await find();
  if (known !== null) return known;
  try {
    return await createProject(store, { slug: DEFAULT_PROJECT, name: "Default" });
  } catch (error) {
    // An upsert that makes an organisation too is no single statement: another process may have been first.
    const theirs = await find();
    if (theirs !== null) return theirs;
    throw error;
  }
}

function newHashKey(): string {
  return randomBytes(32).toString("hex");
}
