import { createHash, randomBytes } from "node:crypto";

import type { PrismaClient } from "#generated/prisma/client.ts";

export const SCOPES = ["ingest", "read", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** What a key lets its bearer do: its scope, on one project. */
export interface KeyGrant {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly scope: string;
}

/** The name under which a key from the environment is kept. */
const FIXED_NAME = "environment";
/** Long enough to name a key, far too short to guess the rest. */
const PREFIX_LENGTH = 18;

/** Makes a key and returns it: the only time it is seen, as its hash alone is stored. */
export async function createKey(
  prisma: PrismaClient,
  { projectId, scope, name }: { projectId: string; scope: Scope; name: string },
): Promise<string> {
  const key = `outturn_${scope}_${randomBytes(24).toString("base64url")}`;
  await prisma.apiKey.create({
    data: { projectId, scope, name, prefix: key.slice(0, PREFIX_LENGTH), hash: hashOf(key) },
  });
  return key;
}

/** Makes the key of the environment the project's one fixed key of that scope; an earlier value stops working. */
export async function keepFixedKey(
  prisma: PrismaClient,
  { projectId, scope, key }: { projectId: string; scope: Scope; key: string },
): Promise<void> {
  const hash = hashOf(key);
  const fixed = { projectId, scope, name: FIXED_NAME, prefix: key.slice(0, 4), expiresAt: null, revokedAt: null };
  await prisma.$transaction([
    prisma.apiKey.deleteMany({ where: { projectId, scope, name: FIXED_NAME, hash: { not: hash } } }),
    prisma.apiKey.upsert({ where: { hash }, create: { ...fixed, hash }, update: fixed }),
  ]);
}

/** Null for a key that is unknown, expired or revoked. */
export async function findKey(prisma: PrismaClient, key: string, now: Date): Promise<KeyGrant | null> {
  const row = await prisma.apiKey.findUnique({ where: { hash: hashOf(key) } });
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  return { id: row.id, projectId: row.projectId, name: row.name, scope: row.scope };
}

function hashOf(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(key).digest());
}
