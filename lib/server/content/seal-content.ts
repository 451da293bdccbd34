import { randomBytes, randomUUID } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

import type { CallIdentity, KeptContent, Sealed } from "#lib/domain/content.ts";
import type { Store } from "#lib/store/open-store.ts";
import { listContentKeys, saveContentKey } from "#lib/store/content-keys.ts";

import { seal, sealBytes, unseal, unsealBytes } from "../seal.ts";

const KEY_BYTES = 32;
/** Far more than is ever packed (`bound-content.ts`): nothing that unpacks to more is ours. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A key of a project that is open in this process. */
export interface ContentKeyAtHand {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Those keys of a project that this secret opens, the latest first, and whether each still seals. */
export async function openContentKeys(
  store: Store,
  projectId: string,
  secret: string,
): Promise<readonly (ContentKeyAtHand & { readonly retired: boolean })[]> {
  const keys = await listContentKeys(store, projectId);
  return keys.flatMap(({ id, sealed, retiredAt }) => {
    try {
      return [{ id, bytes: Buffer.from(unseal(sealed, secret, id), "base64"), retired: retiredAt !== null }];
    } catch {
      // Sealed with a secret that is lost: what it sealed stays closed, and new messages get a new key.
      return [];
    }
  });
}

/** The key that messages of a project are sealed with from now on: the latest, or a new one. */
export async function keyToSeal(store: Store, projectId: string, secret: string): Promise<ContentKeyAtHand> {
  const known = (await openContentKeys(store, projectId, secret)).find(({ retired }) => !retired);
  if (known !== undefined) return known;
  const key = { id: randomUUID(), bytes: randomBytes(KEY_BYTES) };
  await saveContentKey(store, projectId, { id: key.id, sealed: seal(key.bytes.toString("base64"), secret, key.id) });
  return key;
}

/** Packs and seals: the bytes open for this call of this project alone. */
export function sealContent(content: KeptContent, key: ContentKeyAtHand, owner: string): Sealed {
  return { keyId: key.id, sealed: sealBytes(deflateRawSync(JSON.stringify(content)), key.bytes, owner) };
}

/** @throws Error when another key or another call's bytes are given. */
export function unsealContent(sealed: Uint8Array, key: ContentKeyAtHand, owner: string): KeptContent {
  const packed = unsealBytes(sealed, key.bytes, owner);
  // Sealed bytes are our own: nobody without the key makes any that open.
  return JSON.parse(inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString("utf8")) as KeptContent;
}

/** Whose messages they are. A task may learn its name later, so it is no part of this. */
export function ownerOf(projectId: string, { traceId, spanId, contentHash }: CallIdentity): string {
  return `${projectId}/${traceId}/${spanId}/${contentHash}`;
}
