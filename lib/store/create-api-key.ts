import { createHash, randomBytes } from "node:crypto";

import type { Store } from "./open-store.ts";

export const KEY_SCOPES = ["ingest", "read", "admin"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

export interface NewApiKey {
  readonly projectId: string;
  readonly name: string;
  readonly scope: KeyScope;
  readonly expiresAt?: Date | null;
  /** Most requests a minute; no limit when not given. */
  readonly ratePerMinute?: number | null;
}

export interface CreatedApiKey {
  readonly id: string;
  /** The key itself: shown once, stored nowhere. */
  readonly plaintext: string;
  readonly prefix: string;
}

/** Characters of a key that people see to tell it from others. */
const PREFIX_LENGTH = 18;

/** Makes a key. Only its SHA-256 is stored: 256 random bits need no slow hash. */
export async function createApiKey(store: Store, key: NewApiKey): Promise<CreatedApiKey> {
  const plaintext = `ot_${key.scope}_${randomBytes(32).toString("base64url")}`;
  const prefix = plaintext.slice(0, PREFIX_LENGTH);
  const { id } = await store.prisma.apiKey.create({ data: { ...key, prefix, hash: hashKey(plaintext) } });
  return { id, plaintext, prefix };
}

/** Registers a key that was fixed outside (`OUTTURN_INGEST_KEY`); again changes nothing but its name, scope and project. */
export async function ensureApiKey(
  store: Store,
  { plaintext, ...key }: NewApiKey & { readonly plaintext: string },
): Promise<void> {
  const hash = hashKey(plaintext);
  const prefix = plaintext.slice(0, Math.min(PREFIX_LENGTH, Math.floor(plaintext.length / 2)));
  await store.prisma.apiKey.upsert({
    where: { hash },
    update: { ...key, revokedAt: null },
    create: { ...key, prefix, hash },
  });
}

export function hashKey(plaintext: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(plaintext).digest());
}
