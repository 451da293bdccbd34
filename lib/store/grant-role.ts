import { OutturnError } from "#lib/domain/errors.ts";
import type { Role } from "#lib/domain/roles.ts";

import { writeMembersAudit } from "./audit.ts";
import { changeMember } from "./change-members.ts";
import type { Store } from "./open-store.ts";

interface Granted {
  readonly organisationId: string;
  readonly userId: string;
  /** Null takes the person out. */
  readonly role: Role | null;
  /** Whether a role that they have already gives way. */
  readonly replaces: boolean;
}

/** Gives somebody the role that a sign-in elsewhere says they have. The last owner stays one: nobody is locked out of an installation. */
export async function grantRole(store: Store, { organisationId, userId, role, replaces }: Granted): Promise<void> {
  const where = { organisationId_userId: { organisationId, userId } };
  const had = await store.prisma.membership.findUnique({ where });
  if (had === null) {
    if (role === null) return;
    await store.prisma.membership.upsert({ where, update: {}, create: { organisationId, userId, role } });
    await tell(store, { organisationId, userId }, `Joined by single sign-on as ${role}.`);
    return;
  }
  if (!replaces || had.role === role) return;
  try {
    await changeMember(store, { organisationId, userId, role });
    await tell(store, { organisationId, userId }, `Is ${role ?? "no member any more"}, says single sign-on.`);
  } catch (error) {
    if (!(error instanceof OutturnError) || error.code !== "conflict") throw error;
  }
}

async function tell(
  { prisma }: Store,
  { organisationId, userId }: Pick<Granted, "organisationId" | "userId">,
  said: string,
): Promise<void> {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  await writeMembersAudit(prisma, organisationId, { actor: user.email, said });
}
