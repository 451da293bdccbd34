import { createHash, randomBytes } from "node:crypto";

import type { Invitation } from "#generated/prisma/client.ts";
import { readRole } from "#lib/domain/roles.ts";
import type { Role } from "#lib/domain/roles.ts";
import { DAY_MS } from "#lib/domain/time.ts";

import { writeMembersAudit } from "./audit.ts";
import type { Store } from "./open-store.ts";

const GOOD_FOR_MS = 7 * DAY_MS;

interface NewInvitation {
  readonly organisationId: string;
  readonly email: string;
  readonly role: Role;
  /** E-mail address of whoever invites. */
  readonly invitedBy: string;
}

/** Makes an invitation, good for a week and one person; earlier ones to the same address end. Answers with its token, shown once. */
export async function invite(store: Store, { email, ...invitation }: NewInvitation): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const address = email.toLowerCase();
  const { organisationId } = invitation;
  await store.prisma.$transaction([
    store.prisma.invitation.updateMany({
      where: { organisationId, email: address, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    }),
    store.prisma.invitation.create({
      data: { ...invitation, email: address, hash: hashToken(token), expiresAt: new Date(Date.now() + GOOD_FOR_MS) },
    }),
  ]);
  return token;
}

/** What the team that somebody is invited to is called. */
export async function findOrganisation(store: Store, id: string): Promise<{ readonly name: string }> {
  return store.prisma.organisation.findUniqueOrThrow({ where: { id }, select: { name: true } });
}

/** Invitations that can still be accepted, newest first. */
export async function listInvitations(store: Store, organisationId: string): Promise<Omit<Invitation, "hash">[]> {
  return store.prisma.invitation.findMany({
    where: { organisationId, ...OPEN() },
    omit: { hash: true },
    orderBy: { createdAt: "desc" },
  });
}

/** @returns false when the organisation has no such open invitation. */
export async function revokeInvitation(store: Store, organisationId: string, id: string): Promise<boolean> {
  const { count } = await store.prisma.invitation.updateMany({
    where: { id, organisationId, ...OPEN() },
    data: { revokedAt: new Date() },
  });
  return count > 0;
}

export interface OpenInvitation {
  readonly email: string;
  readonly organisation: string;
  readonly role: Role;
}

/** What a token invites to; null for one that is unknown, used, taken back or too old. */
export async function findInvitation(store: Store, token: string): Promise<OpenInvitation | null> {
  const found = await store.prisma.invitation.findFirst({
    where: { hash: hashToken(token), ...OPEN() },
    include: { organisation: { select: { name: true } } },
  });
  if (found === null) return null;
  return { email: found.email, organisation: found.organisation.name, role: readRole(found.role) ?? "viewer" };
}

/** Makes a person a member by a token, once. @returns false when it cannot be used any more, or was meant for another address. */
export async function acceptInvitation(
  store: Store,
  token: string,
  { userId, email }: { readonly userId: string; readonly email: string },
): Promise<boolean> {
  return store.prisma.$transaction(async (prisma) => {
    const taken = await prisma.invitation.updateManyAndReturn({
      where: { hash: hashToken(token), email: email.toLowerCase(), ...OPEN() },
      data: { acceptedAt: new Date() },
    });
    const [invitation] = taken;
    if (invitation === undefined) return false;
    const { organisationId, role } = invitation;
    // Somebody who is a member already keeps the role they have: an old invitation takes nothing away.
    await prisma.membership.upsert({
      where: { organisationId_userId: { organisationId, userId } },
      update: {},
      create: { organisationId, userId, role },
    });
    await writeMembersAudit(prisma, organisationId, { actor: email, said: `Joined by an invitation as ${role}.` });
    return true;
  });
}

const OPEN = () => ({ acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } });

function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}
