import type { ApiKey } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

/** A project's keys, newest first; their hashes stay in the store. */
export async function listApiKeys(store: Store, projectId: string): Promise<Omit<ApiKey, "hash">[]> {
  return store.prisma.apiKey.findMany({ where: { projectId }, omit: { hash: true }, orderBy: { createdAt: "desc" } });
}

/** @returns false when the project has no such key, or it was revoked before. */
export async function revokeApiKey(store: Store, projectId: string, id: string): Promise<boolean> {
  const { count } = await store.prisma.apiKey.updateMany({
    where: { id, projectId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count > 0;
}
