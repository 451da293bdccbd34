import type { KeyScope } from "./create-api-key.ts";
import { hashKey, KEY_SCOPES } from "./create-api-key.ts";
import type { Store } from "./open-store.ts";

/** Who a request comes from. */
export interface KnownKey {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly scope: KeyScope;
  /** Most requests a minute; null for no limit. */
  readonly ratePerMinute: number | null;
}

interface Remembered {
  readonly key: KnownKey | null;
  readonly untilMs: number;
}

/** A revoked key is refused after this long at the latest. */
const REMEMBERED_MS = 10_000;
const REMEMBERED_KEYS = 1_000;
/** How often a key's last use is written down. */
const LAST_USED_EVERY_MS = 60_000;

const remembered = new WeakMap<Store, Map<string, Remembered>>();
/** Keys that were good once, by hash: guesses, however many, do not push them out. */
const everKnown = new WeakMap<Store, Set<string>>();
const lastUsed = new WeakMap<Store, Map<string, number>>();

/**
 * The key that a plaintext is, or null for one that is unknown, revoked or expired. The work is one hash and at most one
 * look-up by it, whether the key exists or not.
 */
export async function findApiKey(store: Store, plaintext: string, now = Date.now()): Promise<KnownKey | null> {
  const cache = remembered.get(store) ?? new Map<string, Remembered>();
  remembered.set(store, cache);
  const hash = hashKey(plaintext);
  const text = Buffer.from(hash).toString("base64");
  const known = cache.get(text);
  const key = known && known.untilMs > now ? known.key : await lookUp(store, hash, now);
  if (!known || known.untilMs <= now) {
    if (cache.size >= REMEMBERED_KEYS) cache.clear();
    cache.set(text, { key, untilMs: now + REMEMBERED_MS });
    if (key) everKnown.set(store, (everKnown.get(store) ?? new Set()).add(text));
  }
  if (key) noteUse(store, key.id, now);
  return key;
}

/** Whether this key was good at some time since the process started: whoever sends it does not guess. */
export function isRememberedKey(store: Store, plaintext: string): boolean {
  return everKnown.get(store)?.has(Buffer.from(hashKey(plaintext)).toString("base64")) === true;
}

async function lookUp(store: Store, hash: Uint8Array<ArrayBuffer>, now: number): Promise<KnownKey | null> {
  // Asked so that an ended key brings no row, as an unknown one brings none: reading a row takes longer.
  const row = await store.prisma.apiKey.findFirst({
    where: { hash, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }] },
  });
  const scope = KEY_SCOPES.find((name) => name === row?.scope);
  if (!row || !scope) return null;
  const { id, projectId, name, ratePerMinute } = row;
  return { id, projectId, name, scope, ratePerMinute };
}

/** Written beside the request: nobody waits for it, and a use that is not written down is written at the next. */
function noteUse(store: Store, id: string, now: number): void {
  const times = lastUsed.get(store) ?? new Map<string, number>();
  lastUsed.set(store, times);
  if (now - (times.get(id) ?? 0) < LAST_USED_EVERY_MS) return;
  times.set(id, now);
  const before = new Date(now - LAST_USED_EVERY_MS);
  store.prisma.apiKey
    .updateMany({
      where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] },
      data: { lastUsedAt: new Date(now) },
    })
    .catch(() => times.delete(id));
}
