import type { ApiKey } from "#generated/prisma/client.ts";

import { DAY_MS } from "#lib/domain/time.ts";

import { createApiKey, KEY_SCOPES } from "./create-api-key.ts";
import type { CreatedApiKey } from "./create-api-key.ts";
import type { Store } from "./open-store.ts";

/** A project's keys, newest first; their hashes stay in the store. */
export async function listApiKeys(store: Store, projectId: string): Promise<Omit<ApiKey, "hash">[]> {
  return store.prisma.apiKey.findMany({ where: { projectId }, omit: { hash: true }, orderBy: { createdAt: "desc" } });
}

/** How long a replaced key goes on working, so that its users can be given the new one first. */
const OVERLAP_MS = 7 * DAY_MS;

/**
 * Makes a key like another of the project, which goes on working for a week at most. Answers with the new one, shown once, or null when
 * the project has no such key that still works.
 */
export async function rotateApiKey(store: Store, projectId: string, id: string): Promise<CreatedApiKey | null> {
  const old = await store.prisma.apiKey.findFirst({ where: { id, projectId, revokedAt: null } });
  const scope = KEY_SCOPES.find((known) => known === old?.scope);
  const end = new Date(Date.now() + OVERLAP_MS);
  if (old === null || scope === undefined) return null;
  const { name, ratePerMinute, expiresAt } = old;
  const created = await createApiKey(store, { projectId, name, scope, ratePerMinute });
  if (expiresAt === null || expiresAt > end) {
    await store.prisma.apiKey.update({ where: { id, projectId }, data: { expiresAt: end } });
  }
  return created;
}

/** @returns false when the project has no such key, or it was revoked before. */
export async function revokeApiKey(store: Store, projectId: string, id: string): Promise<boolean> {
  const { count } = await store.prisma.apiKey.updateMany({
    where: { id, projectId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count > 0;
}
