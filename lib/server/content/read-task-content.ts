import type { CallIdentity, KeptContent } from "#lib/domain/content.ts";
import { listContents } from "#lib/store/list-contents.ts";
import type { Store } from "#lib/store/open-store.ts";

import { log } from "../log.ts";
import { openContentKeys, ownerOf, unsealContent } from "./seal-content.ts";
import type { ContentKeyAtHand } from "./seal-content.ts";

/** The messages of one call; null where they were sealed with a secret that is not here any more, or changed since. */
export interface OpenedContent extends CallIdentity {
  readonly content: KeptContent | null;
}

/** The messages of a task's calls, opened, in order of time. Whoever calls has asked whether they may be seen, and writes down that they were. */
export async function readTaskContent(
  { store, secret }: { readonly store: Store; readonly secret: string },
  projectId: string,
  taskId: string,
): Promise<readonly OpenedContent[]> {
  const stored = await listContents(store, projectId, taskId);
  if (stored.length === 0) return [];
  const keys = new Map((await openContentKeys(store, projectId, secret)).map((key) => [key.id, key]));
  return stored.map(({ keyId, sealed, ...call }) => {
    const key = keys.get(keyId);
    return { ...call, content: key === undefined ? null : opened(sealed, key, ownerOf(projectId, call)) };
  });
}

/** Bytes that were changed or moved to another call do not open; those beside them do. */
function opened(sealed: Uint8Array, key: ContentKeyAtHand, owner: string): KeptContent | null {
  try {
    return unsealContent(sealed, key, owner);
  } catch (error) {
    log.error({ err: error }, "messages of a call do not open");
    return null;
  }
}
