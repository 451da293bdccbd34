import type { Project } from "#generated/prisma/client.ts";
import { readRole } from "#lib/domain/roles.ts";
import type { Role } from "#lib/domain/roles.ts";

import type { Store } from "./open-store.ts";

/** A project that somebody may see, and what they may do there. */
export interface OwnProject {
  readonly project: Omit<Project, "hashKey">;
  readonly role: Role;
}

/** The projects of every organisation that somebody belongs to, the oldest first. */
export async function listOwnProjects(store: Store, userId: string): Promise<readonly OwnProject[]> {
  const projects = await store.prisma.project.findMany({
    where: { organisation: { memberships: { some: { userId } } } },
    omit: { hashKey: true },
    include: { organisation: { select: { memberships: { where: { userId }, select: { role: true } } } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return projects.flatMap(({ organisation, ...project }) => {
    const role = readRole(organisation.memberships[0]?.role ?? "");
    return role === null ? [] : [{ project, role }];
  });
}

/** Makes the person an owner of every organisation that nobody owns yet: the first administrator of a new installation. */
export async function ownUnowned(store: Store, userId: string): Promise<void> {
  await store.prisma.$executeRaw`
    insert into membership (organisation_id, user_id, role)
    select o.id, ${userId}, 'owner' from organisation o
    where not exists (select 1 from membership m where m.organisation_id = o.id and m.role = 'owner')
    on conflict (organisation_id, user_id) do update set role = 'owner'`;
}
