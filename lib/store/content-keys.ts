import type { ContentKey } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

/** The keys that messages of a project are sealed with, the latest first. */
export async function listContentKeys(store: Store, projectId: string): Promise<ContentKey[]> {
  return store.prisma.contentKey.findMany({ where: { projectId }, orderBy: [{ createdAt: "desc" }, { id: "asc" }] });
}

/** Everything of a project's messages goes at once: first the keys, without which no copy of the rows opens. */
export async function forgetContents(store: Store, projectId: string): Promise<number> {
  await store.prisma.contentKey.deleteMany({ where: { projectId } });
  const { rowCount } = await store.pool.query("delete from call_content where project_id = $1", [projectId]);
  return rowCount ?? 0;
}

/** @param key itself sealed: this store never sees it open. */
export async function saveContentKey(
  store: Store,
  projectId: string,
  key: Pick<ContentKey, "id" | "sealed">,
): Promise<void> {
  // What Prisma reads back may lie in a shared buffer by its type; bytes of a column never do.
  await store.prisma.contentKey.create({ data: { projectId, id: key.id, sealed: Uint8Array.from(key.sealed) } });
}
