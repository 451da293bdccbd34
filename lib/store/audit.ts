import type { AuditEntry } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export interface NewAuditEntry {
  readonly projectId: string;
  /** An e-mail address, or the name of a key. */
  readonly actor: string;
  /** What was done, as `thing.verb`. */
  readonly action: string;
  /** The same for people, with what it was done to. */
  readonly said: string;
}

const MOST_CHARACTERS = 500;

/** Writes down who did what. Never holds secrets or content of calls: the caller names things, not values. */
export async function writeAudit(store: Store, { said, ...entry }: NewAuditEntry): Promise<void> {
  await store.prisma.auditEntry.create({ data: { ...entry, said: said.slice(0, MOST_CHARACTERS) } });
}

/** The same of what concerns every project of an organisation: who belongs to it. */
export async function writeMembersAudit(
  prisma: Pick<Store["prisma"], "project" | "auditEntry">,
  organisationId: string,
  { actor, said }: Pick<NewAuditEntry, "actor" | "said">,
): Promise<void> {
  const projects = await prisma.project.findMany({ where: { organisationId }, select: { id: true } });
  const entry = { actor, said: said.slice(0, MOST_CHARACTERS), action: "members.change" };
  await prisma.auditEntry.createMany({ data: projects.map(({ id }) => ({ ...entry, projectId: id })) });
}

/** The latest of a project, newest first. */
export async function listAudit(store: Store, projectId: string, most: number): Promise<AuditEntry[]> {
  return store.prisma.auditEntry.findMany({
    where: { projectId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: most,
  });
}
