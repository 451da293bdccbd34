import { OutturnError } from "#lib/domain/errors.ts";

import { findKey } from "./keys.ts";
import type { KeyGrant, Scope } from "./keys.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";

/** What a request may touch: one project, under the name of the key (or `session`) it came with. */
export interface Grant {
  readonly projectId: string;
  readonly keyName: string;
}

/** How long a key that was found stays known without asking again: a revoked one stops working within this time. */
const CACHE_MS = 5_000;
const MOST_CACHED = 1_000;
/** `last_used_at` is for people: once a minute is exact enough. */
const LAST_USED_MS = 60_000;

const cache = new Map<string, { readonly grant: KeyGrant; readonly until: number }>();
const lastUsed = new Map<string, number>();

/**
 * A key of the scope (an admin key does everything), or, for reading, a signed-in session.
 * @throws OutturnError `unauthorized` without either, `forbidden` for a key of another scope.
 */
export async function authorise(request: Request, scope: Scope, runtime: Runtime): Promise<Grant> {
  const key = bearer(request);
  if (key === null) return authoriseSession(request, scope, runtime);
  const grant = await lookUp(key, runtime);
  if (grant === null) {
    throw new OutturnError(
      "unauthorized",
      "This key is not known here, or is expired or revoked: make one with npm run outturn -- keys create.",
    );
  }
  if (grant.scope !== scope && grant.scope !== "admin") {
    throw new OutturnError("forbidden", `This is a key for ${grant.scope}; this request needs one for ${scope}.`);
  }
  noteUse(grant, runtime);
  return { projectId: grant.projectId, keyName: grant.name };
}

async function authoriseSession(request: Request, scope: Scope, runtime: Runtime): Promise<Grant> {
  const reading = scope === "read" && request.method === "GET";
  if (reading && (await runtime.auth.readSession(request.headers)) !== null) {
    return { projectId: runtime.project.id, keyName: "session" };
  }
  throw new OutturnError("unauthorized", `Send a key for ${scope} as "Authorization: Bearer KEY".`);
}

/** The key of `Authorization: Bearer KEY`; null when there is no such header. */
function bearer(request: Request): string | null {
  return /^bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

async function lookUp(key: string, { prisma }: Runtime): Promise<KeyGrant | null> {
  const now = Date.now();
  const cached = cache.get(key);
  if (cached !== undefined && cached.until > now) return cached.grant;
  const grant = await findKey(prisma, key, new Date(now));
  if (cache.size >= MOST_CACHED) cache.clear();
  if (grant === null) cache.delete(key);
  else cache.set(key, { grant, until: now + CACHE_MS });
  return grant;
}

function noteUse({ id }: KeyGrant, { prisma }: Runtime): void {
  const now = Date.now();
  if (now - (lastUsed.get(id) ?? 0) < LAST_USED_MS) return;
  lastUsed.set(id, now);
  prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: new Date(now) } }).catch((error: unknown) => {
    log.warn({ err: error }, "the last use of a key could not be noted");
  });
}
