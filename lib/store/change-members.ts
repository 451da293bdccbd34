import { OutturnError } from "#lib/domain/errors.ts";
import { readRole } from "#lib/domain/roles.ts";
import type { Role } from "#lib/domain/roles.ts";

import type { Store } from "./open-store.ts";

export interface Member {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly since: Date;
}

/** The people of an organisation, the first first. */
export async function listMembers(store: Store, organisationId: string): Promise<readonly Member[]> {
  const rows = await store.prisma.membership.findMany({
    where: { organisationId },
    include: { user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
  });
  return rows.map(({ userId, role, createdAt, user }) => ({
    userId,
    name: user.name,
    email: user.email,
    role: readRole(role) ?? "viewer",
    since: createdAt,
  }));
}

interface MemberChange {
  readonly organisationId: string;
  readonly userId: string;
  /** Null takes the person out. */
  readonly role: Role | null;
}

/** @throws OutturnError `conflict` when nobody would own the organisation any more, `not_found` for somebody who is no member. */
export async function changeMember(store: Store, { organisationId, userId, role }: MemberChange): Promise<void> {
  await store.prisma.$transaction(async (prisma) => {
    // Two owners who step down at once wait for each other here.
    await prisma.$queryRaw`select id from organisation where id = ${organisationId}::uuid for update`;
    const where = { organisationId_userId: { organisationId, userId } };
    if ((await prisma.membership.findUnique({ where })) === null) {
      throw new OutturnError("not_found", "This person is not a member any more: load the page again.");
    }
    await (role === null ? prisma.membership.delete({ where }) : prisma.membership.update({ where, data: { role } }));
    if ((await prisma.membership.count({ where: { organisationId, role: "owner" } })) === 0) {
      throw new OutturnError("conflict", "Somebody has to own this organisation: make another member owner first.");
    }
  });
}
